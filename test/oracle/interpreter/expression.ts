/**
 * Expressions, evaluated the plain way: everything decoded, the names bound, and `@bufbuild/cel` run over the text. What
 * the language adds to CEL (bare `has(name)`, `orValue`, `metadata`) is put into the tree as variables.
 */
import { celEnv, isCelError, plan, type CelEnv, type CelInput, type CelValue } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { ScalarType, type DescField, type FileRegistry } from '@bufbuild/protobuf';
import { missingToCel, toCel } from './cel-value.ts';
import { none, type Chooser, type Failure, type Yield } from './failure.ts';
import { defaultOf, readPath, typeOf, type Type, type Value } from './value.ts';
import { ask, chainOf, conditionNode, nameNode, numberNode, selectNode, syntaxOf, type Expr } from './syntax.ts';

/** A name as an expression sees it. */
export interface Name {
  /** How many segments of the chain are the name: `parent.parent.movie` are three. */
  readonly consumed: number;
  /** Undefined where it cannot be told without evaluating it. */
  readonly type: Type | undefined;
  /** Works it out. */
  yield(): Yield<Value>;
}

/** Where an expression stands. */
export interface Scope {
  /** What a chain begins with; undefined where that is no name. */
  name(chain: readonly string[]): Name | undefined;
  metadata(key: string): string | undefined;
  readonly chooser: Chooser;
  readonly registry: FileRegistry;
  /** Told when a failure ends an expression though names that it reads may still be on their way. */
  leaves(): void;
}

/** What an expression gives: a value of a type, one of CEL's, none, or a failure. */
export type Outcome =
  | { readonly kind: 'typed'; readonly value: Value }
  | { readonly kind: 'computed'; readonly value: CelValue }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'error' };

/** A name that an expression reads. */
interface Use {
  readonly name: Name;
  asked: boolean;
}

/** What is known of the names that expressions need: all are there, one is none, or one failed. */
export type Needs = Yield<undefined>;

const environments = new WeakMap<FileRegistry, CelEnv>();

function environment(registry: FileRegistry): CelEnv {
  let env = environments.get(registry);
  if (env === undefined) environments.set(registry, (env = celEnv({ registry, funcs: strings })));
  return env;
}

/** An expression in its place. */
export class Expression {
  private readonly scope: Scope;
  /** As it is written. */
  readonly text: string;
  private readonly uses = new Map<string, Use>();
  private readonly bindings: (() => [string, CelInput])[] = [];
  private readonly path: { readonly name: Name; readonly fields: readonly string[] } | undefined;
  private readonly metadataKey: string | undefined;
  private readonly root: Expr | undefined;

  constructor(text: string, scope: Scope) {
    this.text = text;
    this.scope = scope;
    const syntax = syntaxOf(text);
    if (syntax.kind === 'metadata') this.metadataKey = syntax.key;
    else if (syntax.kind === 'computed') this.root = this.rewrite(syntax.root, new Set());
    else {
      const constant = this.constant(syntax.chain);
      const name = constant === undefined ? scope.name(syntax.chain) : undefined;
      if (name === undefined)
        this.root = constant ?? selectNode(nameNode(syntax.chain[0] ?? ''), syntax.chain.slice(1));
      else {
        this.path = { name, fields: syntax.chain.slice(name.consumed) };
        this.use(syntax.chain.slice(0, name.consumed), name, false);
      }
    }
  }

  /** The type of a plain path, where it can be told at all: a computed name has one only if it has a value. */
  get type(): Type | undefined {
    if (this.metadataKey !== undefined) return { kind: 'scalar', scalar: ScalarType.STRING };
    if (this.path === undefined) return undefined;
    const type = typeOfName(this.path.name);
    if (type === undefined || this.path.fields.length === 0) return type;
    const last = fieldsOf(type, this.path.fields)?.at(-1);
    return last === undefined ? undefined : typeOf(last);
  }

  /** The names that it needs, by their texts. */
  get needed(): ReadonlyMap<string, Use> {
    return this.uses;
  }

  /** It has failed with one of several failures. */
  failWith(failures: readonly Failure[], names: number): Needs {
    if (names > 1) this.scope.leaves();
    return { kind: 'failed', failure: this.scope.chooser.choose(failures) };
  }

  /** Its value, where all that it needs is there. */
  evaluate(): Outcome {
    if (this.metadataKey !== undefined) {
      const value = this.scope.metadata(this.metadataKey);
      return value === undefined
        ? none
        : { kind: 'typed', value: { type: { kind: 'scalar', scalar: ScalarType.STRING }, held: value } };
    }
    if (this.path !== undefined) {
      const value = this.path.name.yield();
      if (value.kind !== 'value') return value;
      const held = readPath(value.value, fieldsOf(value.value.type, this.path.fields) ?? []);
      return held === undefined ? none : { kind: 'typed', value: { type: this.type ?? value.value.type, held } };
    }
    if (this.root === undefined) throw new Error(`${this.text} was not taken apart`);
    try {
      const result = plan(
        environment(this.scope.registry),
        this.root,
      )(Object.fromEntries(this.bindings.map((bind) => bind())));
      if (isCelError(result)) return { kind: 'error' };
      return result === null ? none : { kind: 'computed', value: result };
    } catch {
      return { kind: 'error' };
    }
  }

  /** `package.Enum.VALUE`. */
  private constant(chain: readonly string[]): Expr | undefined {
    const enumeration = this.scope.registry.getEnum(chain.slice(0, -1).join('.'));
    const value = enumeration?.values.find(({ name }) => name === chain.at(-1));
    return value === undefined ? undefined : numberNode(value.number);
  }

  private use(chain: readonly string[], name: Name, asked: boolean): Use {
    const text = chain.join('.');
    let use = this.uses.get(text);
    if (use === undefined) this.uses.set(text, (use = { name, asked }));
    use.asked ||= asked;
    return use;
  }

  private bind(value: () => CelInput): string {
    const variable = `@${this.bindings.length}`;
    this.bindings.push(() => [variable, value()]);
    return variable;
  }

  private named(chain: readonly string[], bound: ReadonlySet<string>): Name | undefined {
    const [first] = chain;
    if (first === undefined || bound.has(first)) return undefined;
    return this.scope.name(chain);
  }

  /** Puts variables in place of names. */
  private rewrite(expr: Expr, bound: ReadonlySet<string>): Expr {
    const chain = chainOf(expr);
    if (chain !== undefined) {
      const constant = bound.has(chain[0] ?? '') ? undefined : this.constant(chain);
      const name = constant === undefined ? this.named(chain, bound) : undefined;
      if (name === undefined) return constant ?? expr;
      return selectNode(this.valueOf(chain, name, false), chain.slice(name.consumed));
    }
    const { exprKind } = expr;
    const on = (inner: Expr): Expr => this.rewrite(inner, bound);
    switch (exprKind.case) {
      case 'selectExpr': {
        const { value } = exprKind;
        const operand = value.operand === undefined ? undefined : on(value.operand);
        return { ...expr, exprKind: { case: 'selectExpr', value: { ...value, ...(operand && { operand }) } } };
      }
      case 'callExpr': {
        const special = this.rewriteCall(exprKind.value, bound);
        if (special !== undefined) return special;
        const { target } = exprKind.value;
        const call = { ...exprKind.value, args: exprKind.value.args.map(on), ...(target && { target: on(target) }) };
        return { ...expr, exprKind: { case: 'callExpr', value: call } };
      }
      case 'listExpr':
        return {
          ...expr,
          exprKind: { case: 'listExpr', value: { ...exprKind.value, elements: exprKind.value.elements.map(on) } },
        };
      case 'structExpr': {
        const entries = exprKind.value.entries.map((entry) => ({
          ...entry,
          ...(entry.value && { value: on(entry.value) }),
          ...(entry.keyKind.case === 'mapKey' && {
            keyKind: { case: 'mapKey' as const, value: on(entry.keyKind.value) },
          }),
        }));
        return { ...expr, exprKind: { case: 'structExpr', value: { ...exprKind.value, entries } } };
      }
      case 'comprehensionExpr': {
        const { value } = exprKind;
        const inside = new Set([...bound, value.iterVar, value.accuVar]);
        const within = (inner: Expr | undefined, names: ReadonlySet<string>): Expr | undefined =>
          inner === undefined ? undefined : this.rewrite(inner, names);
        const loop = {
          iterRange: within(value.iterRange, bound),
          accuInit: within(value.accuInit, bound),
          loopCondition: within(value.loopCondition, inside),
          loopStep: within(value.loopStep, inside),
          result: within(value.result, inside),
        };
        return { ...expr, exprKind: { case: 'comprehensionExpr', value: { ...value, ...(loop as typeof value) } } };
      }
      default:
        return expr;
    }
  }

  /** What the language adds to CEL. */
  private rewriteCall(
    call: Extract<Expr['exprKind'], { case: 'callExpr' }>['value'],
    bound: ReadonlySet<string>,
  ): Expr | undefined {
    const [first, second] = call.args;
    if (first === undefined || call.target !== undefined) return undefined;
    if (call.function === ask) return this.asking(first, bound);
    if (second === undefined) return undefined;
    if (call.function === 'orValue') {
      const key = this.metadataKeyOf(first, bound);
      const chain = chainOf(first);
      const name = chain === undefined ? undefined : this.named(chain, bound);
      const value =
        key !== undefined
          ? nameNode(this.bind(() => this.scope.metadata(key) ?? ''))
          : chain !== undefined && name !== undefined
            ? selectNode(this.valueOf(chain, name, true), chain.slice(name.consumed))
            : undefined;
      if (value === undefined) throw new Error(`${this.text}: orValue of something else than a name`);
      return conditionNode(this.asking(first, bound), value, this.rewrite(second, bound));
    }
    if (call.function === '_[_]') {
      const key = this.metadataKeyOf({ ...first, exprKind: { case: 'callExpr', value: call } }, bound);
      return key === undefined ? undefined : nameNode(this.bind(() => this.scope.metadata(key) ?? ''));
    }
    if (call.function === '@in' && chainOf(second)?.join('.') === 'metadata' && !bound.has('metadata')) {
      const key = stringOf(first) ?? '';
      return nameNode(this.bind(() => this.scope.metadata(key.toLowerCase()) !== undefined));
    }
    return undefined;
  }

  /** Whether a name yielded a value and, where there is a path below it, that is set. */
  private asking(expr: Expr, bound: ReadonlySet<string>): Expr {
    const key = this.metadataKeyOf(expr, bound);
    if (key !== undefined) return nameNode(this.bind(() => this.scope.metadata(key) !== undefined));
    const chain = chainOf(expr);
    const name = chain === undefined ? undefined : this.named(chain, bound);
    if (chain !== undefined && name !== undefined) {
      const rest = chain.slice(name.consumed);
      const type = typeOfName(name);
      // Whose type is not known is missing, so that nothing below it is there.
      const fields = type === undefined ? [] : fieldsOf(type, rest);
      if (fields !== undefined) {
        this.use(chain.slice(0, name.consumed), name, true);
        return nameNode(
          this.bind(() => {
            const value = name.yield();
            return value.kind === 'value' && readPath(value.value, fields) !== undefined;
          }),
        );
      }
    }
    // CEL's own `has`: of an element of a loop, of a key of a map.
    const { exprKind } = expr;
    if (exprKind.case !== 'selectExpr' || exprKind.value.operand === undefined) throw new Error(`${this.text}: has(?)`);
    return selectNode(this.rewrite(exprKind.value.operand, bound), [exprKind.value.field], true);
  }

  private metadataKeyOf({ exprKind }: Expr, bound: ReadonlySet<string>): string | undefined {
    if (exprKind.case !== 'callExpr' || exprKind.value.function !== '_[_]' || bound.has('metadata')) return undefined;
    const [operand, key] = exprKind.value.args;
    if (operand === undefined || key === undefined || chainOf(operand)?.join('.') !== 'metadata') return undefined;
    return stringOf(key)?.toLowerCase();
  }

  private valueOf(chain: readonly string[], name: Name, asked: boolean): Expr {
    this.use(chain.slice(0, name.consumed), name, asked);
    return nameNode(
      this.bind(() => {
        const value = name.yield();
        if (value.kind === 'value') return toCel(value.value);
        // Only asked about, else it would not have come to this. Without a type it is behind a `has` and not looked at.
        return name.type === undefined ? null : missingToCel(name.type, defaultOf(name.type));
      }),
    );
  }
}

/** What is known of the names that several expressions need together. */
export function needsOf(expressions: readonly Expression[]): Needs {
  const failures: Failure[] = [];
  let isNone = false;
  for (const expression of expressions) {
    for (const { name, asked } of expression.needed.values()) {
      const value = name.yield();
      if (asked) continue;
      if (value.kind === 'failed') failures.push(value.failure);
      if (value.kind === 'none') isNone = true;
    }
  }
  const [first] = expressions;
  const names = expressions.reduce((sum, { needed }) => sum + needed.size, 0);
  if (failures.length > 0 && first !== undefined) return first.failWith(failures, names);
  return isNone ? none : { kind: 'value', value: undefined };
}

/** The type of a name: from its options, else of its value. */
function typeOfName(name: Name): Type | undefined {
  if (name.type !== undefined) return name.type;
  const value = name.yield();
  return value.kind === 'value' ? value.value.type : undefined;
}

/** Fields by their names, through singular messages; undefined where a step is something else. */
function fieldsOf(type: Type, names: readonly string[]): readonly DescField[] | undefined {
  const fields: DescField[] = [];
  let at: Type | undefined = type;
  for (const name of names) {
    if (at.kind !== 'message') return undefined;
    const field: DescField | undefined = at.message.fields.find((candidate) => candidate.name === name);
    if (field === undefined) return undefined;
    fields.push(field);
    at = typeOf(field);
  }
  return fields;
}

function stringOf({ exprKind }: Expr): string | undefined {
  if (exprKind.case !== 'constExpr') return undefined;
  const { constantKind } = exprKind.value;
  return constantKind.case === 'stringValue' ? constantKind.value : undefined;
}
