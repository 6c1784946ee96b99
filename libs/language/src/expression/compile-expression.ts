import type { CelValue } from '@bufbuild/cel';
import type { Registry } from '@bufbuild/protobuf';
import type { CelType } from './cel-type.ts';
import { findQualified } from './check/qualified-name.ts';
import { checkText } from './check-text.ts';
import { compileEvaluator } from './evaluate.ts';
import type { Compiled, ComputedExpression, PathExpression } from './expression.ts';
import { NameReader } from './name-reader.ts';
import { plainPath } from './plain-path.ts';
import type { Scope } from './scope.ts';
import type { Expr } from './syntax-tree.ts';

/** How to compile. */
export interface CompileOptions {
  /** The package, or message, that qualified names are looked up in, as in a `.proto`; default the root. */
  readonly container?: string;
}

/**
 * Compiles an expression where a scope says what names mean: parses it, resolves its names, checks its types, and makes
 * it ready to be evaluated.
 *
 * @param registry - the types that qualified names can mean, and that `google.protobuf.Any` can hold
 */
export function compileExpression<R>(
  text: string,
  scope: Scope<R>,
  registry: Registry,
  { container = '' }: CompileOptions = {},
): Compiled<R> {
  const path = compilePath(text, scope, registry, container);
  if (path !== undefined) return path;
  const names = new NameReader(scope);
  const checked = checkText(text, names, registry, container);
  if (checked.kind === 'findings') return checked;
  const [read] = names.reads;
  if (read?.kind === 'metadata' && isPlainMetadata(text)) {
    const type = { kind: 'scalar', scalar: 'string' } as const;
    return { kind: 'expression', expression: { kind: 'metadata', text, key: read.key, type } };
  }
  return compileComputed(text, names, checked.type, checked.root, registry);
}

/** The text as a plain path; undefined where it is none, or where CEL has to say what is wrong with it. */
function compilePath<R>(text: string, scope: Scope<R>, registry: Registry, container: string): Compiled<R> | undefined {
  const chain = plainPath(text);
  if (chain === undefined) return undefined;
  const qualified = findQualified(registry, container, chain, false);
  if (qualified !== undefined && qualified.kind !== 'no-constant' && qualified.consumed > 1) return undefined;
  const found = new NameReader(scope).find(chain);
  if (found?.kind === 'finding') return { kind: 'findings', findings: [found.finding] };
  if (found?.kind !== 'path' || found.consumed < chain.length) return undefined;
  const expression: PathExpression<R> = { kind: 'path', text, ref: found.ref, path: found.path, type: found.type };
  return { kind: 'expression', expression };
}

/** Whether all of the text is `metadata['key']`. */
function isPlainMetadata(text: string): boolean {
  return /^\s*metadata\s*\[\s*(?:"[^"]*"|'[^']*')\s*\]\s*$/.test(text);
}

function compileComputed<R>(
  text: string,
  names: NameReader<R>,
  type: CelType,
  root: Expr,
  registry: Registry,
): Compiled<R> {
  const { reads } = names;
  const evaluate = compileEvaluator(root, reads, registry);
  const computed = {
    kind: 'computed',
    text,
    type,
    reads,
    names: names.uses(),
    metadataKeys: names.metadataKeys(),
    evaluate,
  } as const;
  if (reads.length > 0) return { kind: 'expression', expression: computed };
  const outcome = evaluate([]);
  switch (outcome.kind) {
    case 'value':
      return { kind: 'expression', expression: withConstant(computed, outcome.value) };
    case 'null':
      return { kind: 'expression', expression: withConstant(computed, null) };
    case 'failed': {
      const message = `this fails whenever it is evaluated: ${outcome.message}`;
      return { kind: 'findings', findings: [{ rule: 'bad-expression', offset: 0, length: text.length, message }] };
    }
  }
}

function withConstant<R>(computed: ComputedExpression<R>, constant: CelValue): ComputedExpression<R> {
  return { ...computed, constant };
}
