import type { Registry } from '@bufbuild/protobuf';
import type { Compiled } from './expression.ts';
import type { Scope } from './scope.ts';

/** How to compile. */
export interface CompileOptions {
  /** The package, or message, that qualified names are looked up in, as in a `.proto`; default the root. */
  readonly container?: string;
}

/**
 * Compiles an expression where a scope says what names mean: parses it, resolves its names, checks its types, and makes
 * it ready to be evaluated.
 */
export function compileExpression<R>(
  text: string,
  scope: Scope<R>,
  registry: Registry,
  options: CompileOptions = {},
): Compiled<R> {
  throw new Error('not yet');
}
