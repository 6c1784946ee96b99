import type {
  Call,
  CacheRule,
  ErrorMapping,
  Origin,
  Reference,
  Slot,
  Treatment,
  TypedExpression,
} from '../composition.ts';

/** When an expression of a slot is evaluated. */
export type Phase = 'when' | 'value' | 'args' | 'tags' | 'select' | 'errors' | 'fallback';

/** An expression of a slot. */
export interface PhasedExpression {
  readonly phase: Phase;
  readonly expression: TypedExpression;
}

/** All expressions of a slot. */
export function expressionsOf(slot: Slot): readonly PhasedExpression[] {
  switch (slot.kind) {
    case 'let':
      return [...ofTreatment(slot.treatment), ...ofOrigin(slot.origin)];
    case 'source':
      return slot.own === undefined ? [] : [...ofTreatment(slot.own.treatment), ...ofOrigin(slot.own.origin)];
    case 'field': {
      const { filling } = slot;
      const inner =
        filling.kind === 'origin'
          ? ofOrigin(filling.origin)
          : filling.kind === 'by-name'
            ? [phased('value', filling.value)]
            : [];
      return [...ofTreatment(slot.treatment), ...inner];
    }
  }
}

/** The call of a slot, where it makes one. */
export function callOf(slot: Slot): Call | undefined {
  const origin =
    slot.kind === 'let'
      ? slot.origin
      : slot.kind === 'source'
        ? slot.own?.origin
        : slot.filling.kind === 'origin'
          ? slot.filling.origin
          : undefined;
  return origin?.kind === 'call' ? origin.call : undefined;
}

/** The names that an expression reads, each once. */
export function referencesOf(expression: TypedExpression): readonly { ref: Reference; asked: boolean }[] {
  switch (expression.kind) {
    case 'path':
      return [{ ref: expression.ref, asked: false }];
    case 'metadata':
      return [];
    case 'computed':
      return expression.names;
  }
}

/** The metadata keys that an expression reads. */
export function metadataKeysOf(expression: TypedExpression): readonly string[] {
  switch (expression.kind) {
    case 'path':
      return [];
    case 'metadata':
      return [expression.key];
    case 'computed':
      return expression.metadataKeys;
  }
}

function ofOrigin(origin: Origin): PhasedExpression[] {
  if (origin.kind === 'value') return [phased('value', origin.value)];
  const { call, select } = origin;
  return [...call.args.map(({ value }) => phased('args', value)), ...ofCache(call.cache), phased('select', select)];
}

function ofCache(cache: CacheRule | undefined): PhasedExpression[] {
  return cache === undefined ? [] : cache.tags.map((tag) => phased('tags', tag));
}

function ofTreatment({ when, fallback, errors }: Treatment): PhasedExpression[] {
  return [
    ...(when === undefined ? [] : [phased('when', when)]),
    ...errors.flatMap(ofMapping),
    ...(fallback === undefined ? [] : [phased('fallback', fallback.value)]),
  ];
}

function ofMapping({ when, message }: ErrorMapping): PhasedExpression[] {
  return [
    ...(when === undefined ? [] : [phased('errors', when)]),
    ...(message === undefined ? [] : [phased('errors', message)]),
  ];
}

function phased(phase: Phase, expression: TypedExpression): PhasedExpression {
  return { phase, expression };
}
