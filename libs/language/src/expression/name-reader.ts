import type { DescField } from '@bufbuild/protobuf';
import { celTypeOf, isWellKnown } from './cel-type.ts';
import type { NameResolver, Reading, Resolved, Segment } from './check/name-resolver.ts';
import type { NameUse, Read } from './expression.ts';
import type { ExpressionFinding } from './finding.ts';
import { noteForName } from './nearest-name.ts';
import type { Binding, Scope } from './scope.ts';
import { typeOfField, type ValueType } from './value-type.ts';

/** A value of the composition: a name, and fields below it. */
export interface NamedPath<R> {
  readonly kind: 'path';
  readonly ref: R;
  readonly path: readonly DescField[];
  readonly type: ValueType;
  /** The field that it ends at, where it is one: of the path, or the one that the name is the value of. */
  readonly field: DescField | undefined;
  /** How many segments of the chain led here; the rest is CEL's (keys of maps, fields of JSON). */
  readonly consumed: number;
}

type Found<R> = NamedPath<R> | { readonly kind: 'metadata'; readonly consumed: number } | FoundNothing;
type FoundNothing = { readonly kind: 'finding'; readonly finding: ExpressionFinding };

/** Resolves an expression's names in a scope, and collects what it reads. */
export class NameReader<R> implements NameResolver {
  /** What is read, each once, in the order of the variables. */
  readonly reads: Read<R>[] = [];
  private readonly scope: Scope<R>;
  private readonly variables = new Map<string, string>();
  private readonly refs: R[] = [];
  private readonly asked = new Set<R>();
  private readonly bindings = new Map<string, Binding<R> | undefined>();

  constructor(scope: Scope<R>) {
    this.scope = scope;
  }

  names(): readonly string[] {
    return this.scope.names();
  }

  value(chain: readonly Segment[], reading: Reading): Resolved | undefined {
    const found = this.find(chain);
    if (found?.kind !== 'path') return found;
    const { ref, path, type, field, consumed } = found;
    this.use(ref, reading);
    const variable = this.variable('value', ref, path, { kind: 'value', ref, path, type, field });
    return { kind: 'value', consumed, type: celTypeOf(type), variable };
  }

  has(chain: readonly Segment[]): Resolved | undefined {
    const found = this.find(chain);
    if (found?.kind !== 'path') return found;
    const { ref, path, consumed } = found;
    if (consumed < chain.length) return { kind: 'value', consumed, type: { kind: 'bool' }, variable: '' };
    this.use(ref, 'ask');
    const variable = this.variable('has', ref, path, { kind: 'has', ref, path });
    return { kind: 'value', consumed, type: { kind: 'bool' }, variable };
  }

  isMetadata(chain: readonly Segment[]): boolean {
    const found = this.find(chain);
    return found?.kind === 'metadata' && found.consumed === chain.length;
  }

  metadata(key: string, what: 'value' | 'has'): string {
    return this.remember(`metadata ${what} ${key}`, { kind: what === 'has' ? 'has-metadata' : 'metadata', key });
  }

  /** The names read, each once. */
  uses(): readonly NameUse<R>[] {
    return this.refs.map((ref) => ({ ref, asked: this.asked.has(ref) }));
  }

  /** The metadata keys read or asked about, each once. */
  metadataKeys(): readonly string[] {
    const keys = this.reads.flatMap((read) =>
      read.kind === 'metadata' || read.kind === 'has-metadata' ? [read.key] : [],
    );
    return [...new Set(keys)];
  }

  /** What the beginning of a chain means; undefined where its first name is not in scope. Reads nothing. */
  find(chain: readonly Segment[]): Found<R> | undefined {
    const [first] = chain;
    if (first === undefined) return undefined;
    const binding = this.lookup(this.scope, first.name, first.name);
    return binding === undefined ? undefined : this.follow(binding, chain, 1);
  }

  private follow(binding: Binding<R>, chain: readonly Segment[], consumed: number): Found<R> {
    const here = chain[consumed - 1];
    const next = chain[consumed];
    const text = chain
      .slice(0, consumed)
      .map(({ name }) => name)
      .join('.');
    switch (binding.kind) {
      case 'unavailable':
        return wrong('unknown-name', here, binding.reason);
      case 'metadata':
        return { kind: 'metadata', consumed };
      case 'value':
        return descend(binding, chain, consumed);
      case 'scope': {
        const names = binding.scope.names();
        if (next === undefined) {
          const note = names.length === 0 ? undefined : `${text} has: ${names.join(', ')}`;
          return wrong('bad-expression', here, `"${text}" is no value: name one of its names`, note);
        }
        const inner = this.lookup(binding.scope, next.name, `${text}.${next.name}`);
        if (inner !== undefined) return this.follow(inner, chain, consumed + 1);
        const note = noteForName(next.name, `${text} has`, names);
        return wrong('unknown-name', next, `"${text}" has no name "${next.name}"`, note);
      }
    }
  }

  /** A scope may make a new binding for each lookup; one expression sees one. */
  private lookup(scope: Scope<R>, name: string, text: string): Binding<R> | undefined {
    if (!this.bindings.has(text)) this.bindings.set(text, scope.lookup(name));
    return this.bindings.get(text);
  }

  private use(ref: R, reading: Reading): void {
    if (!this.refs.includes(ref)) this.refs.push(ref);
    if (reading === 'ask') this.asked.add(ref);
  }

  private variable(kind: string, ref: R, path: readonly DescField[], read: Read<R>): string {
    return this.remember(`${kind} ${this.refs.indexOf(ref)} ${path.map(({ number }) => number).join('.')}`, read);
  }

  private remember(key: string, read: Read<R>): string {
    const known = this.variables.get(key);
    if (known !== undefined) return known;
    const variable = readVariable(this.reads.length);
    this.variables.set(key, variable);
    this.reads.push(read);
    return variable;
  }
}

/** The variable of the rewritten expression that holds a read. */
export function readVariable(index: number): string {
  return `@${index}`;
}

/** Follows a chain through singular messages. What is inside lists, maps, JSON and Any is CEL's. */
function descend<R>(
  binding: Extract<Binding<R>, { kind: 'value' }>,
  chain: readonly Segment[],
  start: number,
): Found<R> {
  const path: DescField[] = [];
  let type = binding.type;
  let consumed = start;
  for (let next = chain[consumed]; next !== undefined; next = chain[++consumed]) {
    if (type.kind !== 'message' || isOpaque(type)) break;
    const { message } = type;
    const { name } = next;
    const field = message.fields.find((declared) => declared.name === name);
    if (field === undefined) {
      // Of times and wrappers CEL knows better what they have instead of fields.
      if (isWellKnown(message)) break;
      const note = noteForName(
        name,
        `${message.typeName} has`,
        message.fields.map((declared) => declared.name),
      );
      return wrong('unknown-name', next, `${message.typeName} has no field "${name}"`, note);
    }
    path.push(field);
    type = typeOfField(field);
  }
  return { kind: 'path', ref: binding.ref, path, type, field: path.at(-1) ?? binding.field, consumed };
}

const opaque: ReadonlySet<string> = new Set([
  'google.protobuf.Any',
  'google.protobuf.ListValue',
  'google.protobuf.Struct',
  'google.protobuf.Value',
]);

function isOpaque(type: ValueType): boolean {
  return type.kind === 'message' && opaque.has(type.message.typeName);
}

function wrong(
  rule: ExpressionFinding['rule'],
  { place }: Segment = { name: '', place: { offset: 0, length: 0 } },
  message: string,
  note?: string,
): FoundNothing {
  const finding = { rule, offset: place.offset, length: place.length, message };
  return { kind: 'finding', finding: note === undefined ? finding : { ...finding, note } };
}
