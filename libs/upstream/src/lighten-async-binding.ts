import { AsyncResource } from 'node:async_hooks';

/**
 * Makes `AsyncResource.bind` cheap for the whole process: for a process that does little else than call upstreams, before its
 * first call. A request of node:http2's client binds one function, for which Node 20 and 22 make two more, wrapped in
 * `util.deprecate`, behind a property `asyncResource` that nobody has had a use for since it was deprecated (DEP0172). That
 * is a third of what a call costs. Bound functions are as before without that property; where Node makes none, nothing
 * changes.
 */
export function lightenAsyncBinding(): void {
  if (
    !Object.hasOwn(
      AsyncResource.bind(() => undefined),
      'asyncResource',
    )
  )
    return;
  AsyncResource.prototype.bind = bind as typeof AsyncResource.prototype.bind;
}

/** As Node's own: `fn` runs in the context of this resource, with `thisArg`, or with the `this` of whoever calls it. */
function bind(this: AsyncResource, fn: (...args: unknown[]) => unknown, thisArg?: unknown): typeof fn {
  const run = this.runInAsyncScope.bind(this);
  const bound = function (this: unknown, ...args: unknown[]): unknown {
    return run(fn, thisArg === undefined ? this : thisArg, ...args);
  };
  if (fn.length > 0) Object.defineProperty(bound, 'length', { value: fn.length, configurable: true });
  return bound;
}
