import type { CelType, OpenType, TypeTerm } from './cel-type.ts';

/** A type in the course of checking: may hold types that are still open. */
export type Term = TypeTerm<OpenType>;

/**
 * What is known of the types that are still open, in the manner of cel-go's checker: an open type is bound by its
 * first use and widened by later ones (`[] + [1]` is a list of int, `[1, 'a']` one of dyn).
 */
export class Inference {
  private bindings = new Map<number, Term>();
  private lastId = 0;

  /** A new open type. */
  open(): OpenType {
    return { kind: 'open', id: ++this.lastId };
  }

  /** Whether each argument can stand where its parameter is. Binds open types, but only where all of them fit. */
  assignable(args: readonly Term[], parameters: readonly Term[]): boolean {
    if (args.length !== parameters.length) return false;
    const before = new Map(this.bindings);
    const fits = args.every((arg, index) => {
      const parameter = parameters[index];
      return parameter !== undefined && this.fits(arg, parameter);
    });
    if (!fits) this.bindings = before;
    return fits;
  }

  /** The type that both belong to; dyn where there is no other. */
  join(a: Term, b: Term): Term {
    return this.assignable([b], [a]) ? mostGeneral(a, b) : { kind: 'dyn' };
  }

  /** The type with all that is known filled in. */
  resolve(term: Term): Term {
    switch (term.kind) {
      case 'open': {
        const bound = this.bindings.get(term.id);
        return bound === undefined ? term : this.resolve(bound);
      }
      case 'list':
        return { kind: 'list', element: this.resolve(term.element) };
      case 'map':
        return { kind: 'map', key: this.resolve(term.key), value: this.resolve(term.value) };
      default:
        return term;
    }
  }

  /** The type for good: what is still open is dyn. */
  close(term: Term): CelType {
    const resolved = this.resolve(term);
    switch (resolved.kind) {
      case 'open':
        return { kind: 'dyn' };
      case 'list':
        return { kind: 'list', element: this.close(resolved.element) };
      case 'map':
        return { kind: 'map', key: this.close(resolved.key), value: this.close(resolved.value) };
      default:
        return resolved;
    }
  }

  private fits(from: Term, to: Term): boolean {
    if (to.kind === 'open') {
      const outcome = this.bind(from, to);
      if (outcome !== 'unbound') return outcome === 'bound';
    }
    if (from.kind === 'open') return this.bind(to, from) === 'bound';
    if (from.kind === 'dyn' || to.kind === 'dyn') return true;
    if (from.kind === 'null') return isNullable(to);
    if (to.kind === 'null') return isNullable(from);
    return this.fitsKind(unwrapped(from), unwrapped(to));
  }

  private fitsKind(from: Term, to: Term): boolean {
    switch (from.kind) {
      case 'list':
        return to.kind === 'list' && this.fits(from.element, to.element);
      case 'map':
        return to.kind === 'map' && this.fits(from.key, to.key) && this.fits(from.value, to.value);
      case 'message':
        return to.kind === 'message' && from.message.typeName === to.message.typeName;
      case 'enum':
        return to.kind === 'int' || to.kind === 'enum';
      case 'int':
        return to.kind === 'int' || to.kind === 'enum';
      default:
        return from.kind === to.kind;
    }
  }

  /** Tries the type for an open one. `unbound`: it cannot be bound to it, and is bound to nothing else. */
  private bind(type: Term, open: OpenType): 'bound' | 'refused' | 'unbound' {
    if (type.kind === 'open' && type.id === open.id) return 'bound';
    const bound = this.bindings.get(open.id);
    if (bound === undefined) {
      if (this.mentions(type, open)) return 'unbound';
      this.bindings.set(open.id, type);
      return 'bound';
    }
    if (!this.fits(type, bound)) return 'refused';
    const general = mostGeneral(bound, type);
    if (!this.mentions(general, open)) this.bindings.set(open.id, general);
    return 'bound';
  }

  private mentions(type: Term, open: OpenType): boolean {
    switch (type.kind) {
      case 'open': {
        if (type.id === open.id) return true;
        const bound = this.bindings.get(type.id);
        return bound !== undefined && this.mentions(bound, open);
      }
      case 'list':
        return this.mentions(type.element, open);
      case 'map':
        return this.mentions(type.key, open) || this.mentions(type.value, open);
      default:
        return false;
    }
  }
}

/** A wrapper stands wherever its scalar does, and the other way round. */
function unwrapped(type: Term): Term {
  return type.kind === 'wrapper' ? { kind: type.of } : type;
}

function isNullable(type: Term): boolean {
  switch (type.kind) {
    case 'null':
    case 'wrapper':
    case 'message':
    case 'timestamp':
    case 'duration':
      return true;
    default:
      return false;
  }
}

/** Of two types that fit each other the one that says less. */
function mostGeneral(a: Term, b: Term): Term {
  if (a.kind === 'enum' && b.kind === 'enum' && a.enum.typeName !== b.enum.typeName) return { kind: 'int' };
  return isLessSpecific(a, b) ? a : b;
}

function isLessSpecific(a: Term, b: Term): boolean {
  if (a.kind === 'dyn' || a.kind === 'open') return true;
  if (b.kind === 'dyn' || b.kind === 'open') return false;
  if (b.kind === 'null') return true;
  switch (a.kind) {
    case 'wrapper':
      return true;
    case 'int':
      return b.kind === 'enum' || b.kind === 'int';
    case 'list':
      return b.kind === 'list' && isLessSpecific(a.element, b.element);
    case 'map':
      return b.kind === 'map' && isLessSpecific(a.key, b.key) && isLessSpecific(a.value, b.value);
    default:
      return a.kind === b.kind;
  }
}
