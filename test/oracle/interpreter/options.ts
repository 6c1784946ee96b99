/**
 * The composition options as the descriptors have them, read without the composition reader: what the interpreter knows
 * of a composition it knows from here.
 */
import { getOption, hasOption, type DescExtension, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { DescMethod, FileRegistry } from '@bufbuild/protobuf';

/** `tributary.v1.Source`, as far as the interpreter goes by it. */
export interface SourceOption {
  readonly value: string;
  readonly call: string;
  readonly args: readonly string[];
  readonly select: string;
  readonly when: string;
  readonly optional: boolean;
  readonly fallback: string;
  readonly optionalElements: boolean;
  readonly batch?: { readonly match: string; readonly keys: string; readonly items: string; readonly maxKeys: number };
  readonly forward: readonly string[];
  readonly unset: boolean;
  readonly absent: readonly number[];
  readonly errors: readonly ErrorRuleOption[];
}

/** `tributary.v1.ErrorRule`. */
export interface ErrorRuleOption {
  readonly codes: readonly number[];
  readonly when: string;
  readonly code: number;
  readonly message: string;
}

/** `tributary.v1.Let`. */
export interface LetOption {
  readonly name: string;
  readonly from?: SourceOption;
}

/** `tributary.v1.Require`. */
export interface RequireOption {
  readonly that: string;
  readonly code: number;
  readonly message: string;
}

/** `tributary.v1.Composite`. */
export interface CompositeOption {
  readonly maskField: string;
  readonly forward: readonly string[];
}

/** Reads options of a set of descriptors. */
export class Options {
  readonly registry: FileRegistry;
  private readonly extensions: Readonly<Record<'composite' | 'let' | 'require' | 'source' | 'from', DescExtension>>;
  private readonly composed = new Map<DescMessage, boolean>();
  private texts: readonly string[] | undefined;

  constructor(registry: FileRegistry) {
    this.registry = registry;
    const extension = (name: string): DescExtension => {
      const found = registry.getExtension(`tributary.v1.${name}`);
      if (found === undefined) throw new Error(`the descriptors lack tributary.v1.${name}`);
      return found;
    };
    this.extensions = {
      composite: extension('composite'),
      let: extension('let'),
      require: extension('require'),
      source: extension('source'),
      from: extension('from'),
    };
  }

  // The extensions come from the descriptors, so what they hold is typed by hand: the shapes above are compose.proto's.

  composite(method: DescMethod): CompositeOption {
    const option: unknown = getOption(method, this.extensions.composite);
    return option as CompositeOption;
  }

  lets(message: DescMessage): readonly LetOption[] {
    const option: unknown = getOption(message, this.extensions.let);
    return option as readonly LetOption[];
  }

  requires(message: DescMessage): readonly RequireOption[] {
    const option: unknown = getOption(message, this.extensions.require);
    return option as readonly RequireOption[];
  }

  /** The message's own source; undefined where it has none. */
  source(message: DescMessage): SourceOption | undefined {
    if (!hasOption(message, this.extensions.source)) return undefined;
    const option: unknown = getOption(message, this.extensions.source);
    return option as SourceOption;
  }

  from(field: DescField): SourceOption {
    const option: unknown = getOption(field, this.extensions.from);
    return option as SourceOption;
  }

  /** Whether a field carries `from`, be it an empty one. */
  hasFrom(field: DescField): boolean {
    return hasOption(field, this.extensions.from);
  }

  /** Whether some expression has this word in it. */
  mentions(name: string): boolean {
    const texts = (this.texts ??= [...this.registry].flatMap((type) =>
      type.kind === 'message' ? this.textsOf(type) : [],
    ));
    const word = new RegExp(`\\b${name.replace(/^\$/, '')}\\b`);
    return texts.some((text) => word.test(text));
  }

  private textsOf(message: DescMessage): readonly string[] {
    const own = this.source(message);
    const sources = [...(own === undefined ? [] : [own]), ...message.fields.map((field) => this.from(field))];
    const parts = [...this.lets(message), ...this.requires(message), ...sources];
    return parts.map((part) => JSON.stringify(part, (_, value: unknown) => (typeof value === 'bigint' ? '' : value)));
  }

  /** A message is composed where it, or a field of it, carries an option of ours, or a field's type is composed. */
  isComposed(message: DescMessage): boolean {
    return this.composedWithin(message, new Set());
  }

  private composedWithin(message: DescMessage, around: Set<DescMessage>): boolean {
    const known = this.composed.get(message);
    if (known !== undefined) return known;
    if (around.has(message)) return false;
    around.add(message);
    const composed =
      this.source(message) !== undefined ||
      this.lets(message).length > 0 ||
      this.requires(message).length > 0 ||
      message.fields.some((field) => this.hasFrom(field)) ||
      message.fields.some((field) => field.message !== undefined && this.composedWithin(field.message, around));
    around.delete(message);
    // Inside a circle "no" may only mean "not as far as this way goes".
    if (composed || around.size === 0) this.composed.set(message, composed);
    return composed;
  }
}

/** Whether the engine fills the field with what is missing. */
export function isCompleteness(field: DescField): boolean {
  return field.fieldKind === 'message' && field.message.typeName === 'tributary.v1.Completeness';
}
