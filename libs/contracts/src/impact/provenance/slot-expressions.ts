import type { CacheRule, Call, Origin, Slot, Treatment, TypedExpression } from '@tributary/language';

/** What an expression of a slot is for. */
export type ExpressionRole = 'value' | 'argument' | 'key' | 'condition' | 'error' | 'tag' | 'fallback';

/** An expression of a slot, and what it is for. */
export interface RoledExpression {
  readonly role: ExpressionRole;
  readonly expression: TypedExpression;
}

/** Where a slot's value comes from: its own option, an expression or a call; none where it is made in place or given. */
export function originOf(slot: Slot): Origin | undefined {
  switch (slot.kind) {
    case 'let':
      return slot.origin;
    case 'source':
      return slot.own?.origin;
    case 'field': {
      const { filling } = slot;
      if (filling.kind === 'origin') return filling.origin;
      return filling.kind === 'by-name'
        ? { kind: 'value', value: filling.value, assignment: filling.assignment }
        : undefined;
    }
  }
}

/** The call that a slot makes. */
export function callOf(slot: Slot): Call | undefined {
  const origin = originOf(slot);
  return origin?.kind === 'call' ? origin.call : undefined;
}

/** What is the same however a slot is filled. */
export function treatmentOf(slot: Slot): Treatment | undefined {
  return slot.kind === 'source' ? slot.own?.treatment : slot.treatment;
}

/** All expressions of a slot. */
export function expressionsOf(slot: Slot): readonly RoledExpression[] {
  const found: RoledExpression[] = [];
  const add = (role: ExpressionRole, expression: TypedExpression | undefined): void => {
    if (expression !== undefined) found.push({ role, expression });
  };
  const treatment = treatmentOf(slot);
  add('condition', treatment?.when);
  const origin = originOf(slot);
  if (origin?.kind === 'value') add('value', origin.value);
  else if (origin?.kind === 'call') {
    const { call, select } = origin;
    call.args.forEach(({ value }, i) => add(i === call.batch?.keys ? 'key' : 'argument', value));
    for (const tag of tagsOf(call.cache)) add('tag', tag);
    add('value', select);
  }
  for (const rule of treatment?.errors ?? []) {
    add('error', rule.when);
    add('error', rule.message);
  }
  add('fallback', treatment?.fallback?.value);
  return found;
}

/** The tags of a cache. */
export function tagsOf(cache: CacheRule | undefined): readonly TypedExpression[] {
  return cache?.tags ?? [];
}
