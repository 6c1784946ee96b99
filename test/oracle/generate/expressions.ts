/** Expressions, made for the type that is wanted: so most of them fit where they stand. */
import type { Choices } from './choices.ts';
import type { FieldType, SingularType } from './proto-model.ts';
import { pathsFrom, type Path, type ScopeName } from './scope.ts';
import { color, kindOfScalar, packageName, sameType, wrapped, type CelKind, type KnownTypes } from './types.ts';

/** How deep computed expressions go. */
const deepest = 2;

/** Makes expressions over some names. */
export class Expressions {
  private readonly choices: Choices;
  private readonly known: KnownTypes;
  private readonly names: readonly ScopeName[];
  private readonly paths: readonly Path[];
  /** Told when an expression is made that the data may make fail. */
  private readonly fallible: () => void;
  private loops = 0;

  constructor(choices: Choices, known: KnownTypes, names: readonly ScopeName[], fallible: () => void) {
    this.choices = choices;
    this.known = known;
    this.names = names;
    this.paths = pathsFrom(names, known);
    this.fallible = fallible;
  }

  /** The same over more names. */
  with(more: readonly ScopeName[]): Expressions {
    return new Expressions(this.choices, this.known, [...this.names, ...more], this.fallible);
  }

  /** A plain path that satisfies something. */
  path(wanted: (path: Path) => boolean): Path | undefined {
    return this.choices.of(this.paths.filter(wanted));
  }

  /** An expression whose value goes into a type. */
  for(type: FieldType): string {
    const plain = this.choices.percent(45) ? this.path((path) => this.known.goesInto(path.type, type)) : undefined;
    return plain?.text ?? this.computed(type, deepest);
  }

  /** A condition. */
  condition(): string {
    return this.kind('bool', deepest);
  }

  /** A computed expression of a type. */
  computed(type: FieldType, depth: number): string {
    switch (type.kind) {
      case 'scalar':
        return this.kind(kindOfScalar(type.scalar), depth);
      case 'enum':
        return this.constant(type);
      case 'message':
        return this.message(type, depth);
      case 'list':
        return this.list(type.element, depth);
      case 'map': {
        const path = this.path((one) => sameType(one.type, type));
        if (path !== undefined) return path.text;
        const keys = { string: `'k'`, int32: '5', bool: 'true' } as const;
        const key = keys[type.key as keyof typeof keys];
        return this.choices.percent(50) ? `{${key}: ${this.computed(type.value, 0)}}` : '{}';
      }
    }
  }

  private constant(type: SingularType & { kind: 'enum' }): string {
    const values = sameType(type, color) ? ['COLOR_RED', 'COLOR_BLUE'] : ['HUE_GREEN', 'HUE_RED'];
    const constant = (): string => `${type.name}.${this.choices.of(values) ?? ''}`;
    return this.choices.percent(30) ? `(${this.kind('bool', 0)} ? ${constant()} : ${constant()})` : constant();
  }

  private message(type: SingularType & { kind: 'message' }, depth: number): string {
    const inner = wrapped(type);
    if (inner !== undefined) return this.kind(kindOfScalar(inner), depth);
    if (type.name === 'google.protobuf.Timestamp') return this.time(type, `timestamp('2024-02-29T12:00:00Z')`);
    if (type.name === 'google.protobuf.Duration') return this.time(type, `duration('90s')`);
    const path = (): string | undefined => this.path((one) => sameType(one.type, type))?.text;
    const first = this.choices.percent(60) ? path() : undefined;
    if (first !== undefined && this.choices.percent(40)) {
      return `(${this.kind('bool', depth - 1)} ? ${first} : ${path() ?? first})`;
    }
    return first ?? this.literal(type, depth);
  }

  private time(type: SingularType, literal: string): string {
    const path = this.path((one) => sameType(one.type, type))?.text;
    if (path === undefined || this.choices.percent(30)) return literal;
    if (!this.choices.percent(40)) return `(${this.kind('bool', 0)} ? ${path} : ${literal})`;
    this.fallible();
    return `(${path} + duration('1.5s'))`;
  }

  private literal(type: SingularType & { kind: 'message' }, depth: number): string {
    const set =
      depth <= 0 ? [] : this.known.fields(type).filter(({ oneof }) => oneof === undefined && this.choices.percent(40));
    const fields = set.map(({ name, type: field }) => `${name}: ${this.member(field)}`);
    return `${type.name}{${fields.join(', ')}}`;
  }

  /** A value for a field of a literal: small, so that it fits. */
  private member(type: FieldType): string {
    return this.smallest(type, true);
  }

  private smallest(type: FieldType, paths: boolean): string {
    if (paths && this.choices.percent(40)) {
      const path = this.path((one) => sameType(one.type, type) && wrapped(one.type) === undefined);
      if (path !== undefined) return path.text;
    }
    switch (type.kind) {
      case 'scalar':
        return this.leaf(kindOfScalar(type.scalar), false);
      case 'enum':
        return `${type.name}.${sameType(type, color) ? 'COLOR_RED' : 'HUE_RED'}`;
      case 'message':
        return wrapped(type) === undefined
          ? this.message(type, 0)
          : this.smallest({ kind: 'scalar', scalar: wrapped(type) ?? 'string' }, false);
      case 'list':
        return this.choices.percent(50) ? `[${this.smallest(type.element, false)}]` : '[]';
      case 'map':
        return '{}';
    }
  }

  private list(element: SingularType, depth: number): string {
    const type: FieldType = { kind: 'list', element };
    const path = this.path((one) => sameType(one.type, type))?.text;
    if (depth <= 0) return path ?? `[${this.smallest(element, false)}]`;
    switch (this.choices.below(5)) {
      case 0:
        if (path !== undefined) return path;
        break;
      case 1:
        if (path !== undefined) {
          const [variable, inner] = this.loop(element);
          return `${path}.filter(${variable}, ${inner.kind('bool', depth - 1)})`;
        }
        break;
      case 2: {
        const from = this.path((one) => one.type.kind === 'list');
        if (from?.type.kind === 'list') {
          const [variable, inner] = this.loop(from.type.element);
          return `${from.text}.map(${variable}, ${inner.computed(element, depth - 1)})`;
        }
        break;
      }
      case 3:
        if (path !== undefined) return `(${path} + [${this.smallest(element, false)}])`;
    }
    const items = Array.from({ length: this.choices.count(0, 2) }, () => this.computed(element, depth - 1));
    return `[${items.join(', ')}]`;
  }

  private loop(element: SingularType): [variable: string, inside: Expressions] {
    const variable = `x${this.names.length}${this.loops++}`;
    return [variable, this.with([{ text: variable, type: element, askable: false }])];
  }

  /** An expression of a kind of CEL. */
  kind(kind: CelKind, depth: number): string {
    if (depth <= 0) return this.leaf(kind, true);
    const { choices } = this;
    const a = (): string => this.kind(kind, depth - 1);
    switch (choices.below(5)) {
      case 3:
        return `(${this.kind('bool', depth - 1)} ? ${a()} : ${a()})`;
      case 4: {
        const asked = this.path(
          (path) => path.askable && path.type.kind === 'scalar' && kindOfScalar(path.type.scalar) === kind,
        );
        return asked === undefined ? a() : `orValue(${asked.text}, ${a()})`;
      }
      case 0:
        return this.leaf(kind, true);
      default:
        return this.operation(kind, depth);
    }
  }

  private operation(kind: CelKind, depth: number): string {
    const { choices } = this;
    const of = (other: CelKind): string => this.kind(other, depth - 1);
    const list = this.path((path) => path.type.kind === 'list');
    switch (kind) {
      case 'string':
        switch (choices.below(6)) {
          case 0:
          case 1:
            return `(${of('string')} + ${of('string')})`;
          case 2:
            return `string(${of('int')})`;
          case 3:
            return `${this.leaf('string', true)}.upperAscii()`;
          case 4:
            return `${of('string')}.replace('a', ${this.leaf('string', false)})`;
          default: {
            const texts = this.path((path) =>
              sameType(path.type, { kind: 'list', element: { kind: 'scalar', scalar: 'string' } }),
            );
            return texts === undefined ? `string(${of('bool')})` : `${texts.text}.join('-')`;
          }
        }
      case 'int':
        switch (choices.below(6)) {
          case 0:
            return list === undefined ? `size(${of('string')})` : `size(${list.text})`;
          case 1:
            this.fallible();
            return `(${of('int')} ${choices.one('+', '-', '*')} ${of('int')})`;
          case 2:
            this.fallible();
            return `(${of('int')} / ${of('int')})`;
          case 3:
            this.fallible();
            return `int(${of(choices.one('double', 'uint'))})`;
          case 4:
            return `${of('string')}.indexOf('a')`;
          default:
            return `size(${of('bytes')})`;
        }
      case 'uint':
        this.fallible();
        return choices.percent(50) ? `uint(${of('int')})` : `(${of('uint')} + ${of('uint')})`;
      case 'double':
        return choices.percent(50) ? `double(${of('int')})` : `(${of('double')} * ${of('double')})`;
      case 'bytes':
        return choices.percent(50) ? `bytes(${of('string')})` : `(${of('bytes')} + ${of('bytes')})`;
      case 'bool':
        return this.comparison(depth);
    }
  }

  private comparison(depth: number): string {
    const { choices } = this;
    const of = (other: CelKind): string => this.kind(other, depth - 1);
    switch (choices.below(9)) {
      case 0: {
        const asked = this.path((path) => path.askable);
        return asked === undefined ? 'true' : `has(${asked.text})`;
      }
      case 1:
        return `(${of('string')} == ${of('string')})`;
      case 2:
        return `(${of('int')} ${choices.one('<', '>=', '!=')} ${of('int')})`;
      case 3:
        return `(${of('bool')} ${choices.one('&&', '||')} ${of('bool')})`;
      case 4:
        return `!${of('bool')}`;
      case 5:
        return `${of('string')}.startsWith(${this.leaf('string', false)})`;
      case 6: {
        const list = this.path((path) => path.type.kind === 'list');
        if (list?.type.kind !== 'list') return 'true';
        const [variable, inner] = this.loop(list.type.element);
        return `${list.text}.${choices.one('exists', 'all')}(${variable}, ${inner.kind('bool', depth - 1)})`;
      }
      case 7: {
        const message = this.path((path) => path.type.kind === 'message' && path.type.name.startsWith(packageName));
        const other = message && this.path((path) => sameType(path.type, message.type));
        return message === undefined ? 'true' : `(${message.text} == ${other?.text ?? message.text})`;
      }
      default:
        return choices.one(`has(metadata['x-user'])`, `(metadata['x-user'] == 'ada')`, `('x-user' in metadata)`);
    }
  }

  private leaf(kind: CelKind, paths: boolean): string {
    if (paths && this.choices.percent(70)) {
      const path = this.path(({ type }) => type.kind === 'scalar' && kindOfScalar(type.scalar) === kind);
      if (path !== undefined) return path.text;
    }
    switch (kind) {
      case 'string':
        return this.choices.one(`'a'`, `''`, `'é'`, `metadata['x-user']`);
      case 'int':
        return this.choices.one('1', '0', '7', '(-3)');
      case 'uint':
        return this.choices.one('1u', '0u', '9u');
      case 'double':
        return this.choices.one('1.5', '0.0', '(-2.25)');
      case 'bool':
        return this.choices.one('true', 'false');
      case 'bytes':
        return this.choices.one(`b'a'`, `b''`);
    }
  }
}
