import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lightenAsyncBinding } from './lighten-async-binding.ts';

const own = Object.getOwnPropertyDescriptor(AsyncResource.prototype, 'bind') ?? {};
const storage = new AsyncLocalStorage<string>();

function label(this: unknown, first: string, second: string): readonly unknown[] {
  return [storage.getStore(), this, first, second];
}

beforeAll(() => lightenAsyncBinding());
afterAll(() => {
  Object.defineProperty(AsyncResource.prototype, 'bind', own);
});

describe('a function that is bound', () => {
  it('runs in the context in which it was bound, with what it is called with', () => {
    const bound = storage.run('bound', () => AsyncResource.bind(label));
    const caller = { bound };
    expect(storage.run('called', () => caller.bound('a', 'b'))).toEqual(['bound', caller, 'a', 'b']);
  });

  it('has the this that it was bound with, where it was', () => {
    const self = {};
    const bound = storage.run('bound', () => AsyncResource.bind(label, 'test', self));
    expect(bound('a', 'b')).toEqual(['bound', self, 'a', 'b']);
  });

  it('takes as many arguments as it did, and throws what it threw', () => {
    expect(AsyncResource.bind(label)).toHaveLength(2);
    const failing = AsyncResource.bind(() => {
      throw new Error('its own');
    });
    expect(failing).toThrow('its own');
  });

  it('carries no deprecated property', () => {
    expect(AsyncResource.bind(label)).not.toHaveProperty('asyncResource');
  });
});
