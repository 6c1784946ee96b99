import { worstLevel, type Change } from '../../diff/change.ts';
import type { SideTypes } from '../provenance/matching.ts';
import type { UseKind } from '../provenance/step-use.ts';
import { mayBeUnreadable } from './readable.ts';

/** What a change does to one use of what changed. */
export interface Consequence {
  readonly verdict: 'breaks' | 'behaves-differently';
  /** What happens, in words that follow the method's name. */
  readonly why: string;
  /**
   * What becomes of the step: its value may be another one; it may fail, too; or it is done in another manner, and its
   * value is what it was.
   */
  readonly effect: 'value' | 'failure' | 'manner';
}

/** The contracts that a change lies between. */
export type Sides = Readonly<Record<'base' | 'head', SideTypes>>;

const tightening: ReadonlySet<Change['kind']> = new Set([
  'validation-tightened',
  'validation-changed',
  'field-behavior-tightened',
]);

const loosening: ReadonlySet<Change['kind']> = new Set(['validation-loosened', 'field-behavior-loosened']);

/** Options of composition are judged by the plans that they make. */
const compositional: ReadonlySet<Change['kind']> = new Set([
  'composition-added',
  'composition-removed',
  'composition-changed',
]);

/** Whether a change is of options of composition: what comes of it is seen in the plans. */
export function isCompositional({ kind }: Change): boolean {
  return compositional.has(kind);
}

/** What a change does to a use of what changed; undefined: nothing. */
export function judgeUse(kind: UseKind, change: Change, sides: Sides): Consequence | undefined {
  if (isCompositional(change)) return undefined;
  switch (kind) {
    case 'receives':
      return mayBeUnreadable(change, 'head', sides)
        ? fails('cannot read replies that hold it, and loses such a reply in whole')
        : undefined;
    case 'sends':
      if (tightening.has(change.kind)) return differs('may have its calls refused', 'failure');
      if (change.kind === 'required-field-added') return fails('sends requests without it, which cannot be read');
      return mayBeUnreadable(change, 'base', sides) ? fails('sends requests that cannot be read') : undefined;
    case 'calls':
      return judgeCall(change);
    case 'writes':
      if (isValidation(change)) return undefined;
      return byWire(
        change,
        'gives it as an argument that is not understood',
        'gives it as an argument that may mean something else',
      );
    case 'reads':
    case 'conditions':
    case 'batches':
      if (isValidation(change)) return undefined;
      return byWire(
        change,
        `${verbs[kind]} it, and finds something else or nothing`,
        change.kind === 'enum-value-added'
          ? `${verbs[kind]} it, and may find a value that it does not know`
          : `${verbs[kind]} it, and it may mean something else`,
      );
    case 'converts':
      return change.kind === 'enum-value-added'
        ? differs('converts its values by name, and takes one that it does not know for zero', 'value')
        : byWire(change, 'converts its values, and finds others', 'converts its values, and may find others');
    case 'tags':
      return byWire(change, '', '') === undefined
        ? undefined
        : differs('makes tags of a cache of it: an invalidation may not find its entries', 'manner');
    case 'masks':
      return byWire(change, 'takes its field mask from it', 'takes its field mask from it');
    case 'carries':
    case 'answers':
      return judgeAnswer(change);
    case 'asks':
      return judgeRequest(change, sides);
    case 'keys':
      // A key that holds another value is another key: what there is to say of the value its other uses say.
      return undefined;
  }
}

const verbs = { reads: 'reads', conditions: 'decides by', batches: 'matches the items of a batch by' } as const;

function isValidation({ kind }: Change): boolean {
  return tightening.has(kind) || loosening.has(kind);
}

function byWire(change: Change, breaking: string, risky: string): Consequence | undefined {
  if (change.effects.wire === 'breaking' || isLost(change)) {
    return { verdict: 'breaks', why: breaking, effect: 'value' };
  }
  const level = worstLevel(change, ['wire', 'semantic']);
  return level === 'harmless' ? undefined : differs(risky, 'value');
}

/** Bytes are skipped by who does not know them, so nothing is wrong with them; and nothing is where it was looked for. */
function isLost({ kind }: Change): boolean {
  return kind === 'field-removed';
}

function judgeCall(change: Change): Consequence | undefined {
  if (change.kind === 'method-pagination-added') {
    return { verdict: 'breaks', why: 'calls it, and gets the first page only', effect: 'value' };
  }
  if (change.kind === 'method-idempotency-changed') {
    return differs('calls it: sharing, caching, retrying and hedging rest on what it declares', 'manner');
  }
  if (change.effects.wire === 'breaking') return fails('calls it, and the call fails');
  const level = worstLevel(change, ['wire', 'semantic']);
  return level === 'harmless' ? undefined : differs('calls it, and it may do something else', 'failure');
}

/** What its callers get of it. */
function judgeAnswer(change: Change): Consequence | undefined {
  if (isValidation(change) || change.kind === 'enum-value-added') return undefined;
  if (change.effects.wire === 'breaking' || isLost(change)) {
    return {
      verdict: 'breaks',
      why: 'answers with it, and its callers find something else or nothing',
      effect: 'value',
    };
  }
  if (change.effects.mask === 'breaking') {
    return { verdict: 'breaks', why: 'refuses masks that ask for it by its old name', effect: 'value' };
  }
  if (change.effects.json === 'breaking') {
    return differs('answers with it, and callers that read JSON find something else', 'value');
  }
  const level = worstLevel(change, ['wire', 'semantic', 'mask']);
  return level === 'harmless' ? undefined : differs('answers with it, and it may mean something else', 'value');
}

/** What its callers send. */
function judgeRequest(change: Change, sides: Sides): Consequence | undefined {
  if (tightening.has(change.kind)) return fails('refuses requests that it has answered');
  if (change.element === 'method' || change.element === 'service') {
    if (change.effects.wire === 'breaking') return fails('is not there for its callers as they know it');
    return worstLevel(change, ['wire', 'semantic', 'json']) === 'harmless'
      ? undefined
      : differs('is declared otherwise to its callers', 'manner');
  }
  const isRefused = change.kind === 'required-field-added' || mayBeUnreadable(change, 'base', sides);
  // Of what is read of a request its reading tells.
  return isRefused ? fails('cannot read requests of its callers') : undefined;
}

function fails(why: string): Consequence {
  return { verdict: 'breaks', why, effect: 'failure' };
}

function differs(why: string, effect: Consequence['effect']): Consequence {
  return { verdict: 'behaves-differently', why, effect };
}
