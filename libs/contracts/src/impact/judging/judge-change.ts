import type { Change } from '../../diff/change.ts';
import { pathIn, type Touch } from '../provenance/flow.ts';
import { matchesOf, splitName, type Match } from '../provenance/matching.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { carriedPath } from '../provenance/response-path.ts';
import type { StepUse } from '../provenance/step-use.ts';
import { judgeUse, type Consequence, type Sides } from './judge-use.ts';
import { carriedInWords, methodInWords, responseField, touchedInWords } from './path-words.ts';
import type { Verdict } from './verdict.ts';

/** Why a change touches a method, and where in it. */
export interface Reason {
  /** It is read off a use, or the method does not load, or is planned otherwise. */
  readonly of: 'use' | 'load' | 'plan';
  readonly verdict: Verdict;
  /** What happens, in words that follow the method's name. */
  readonly why: string;
  /** The ways of what changed to the answer, in words. */
  readonly paths: readonly string[];
  /** Fields of the answer that are touched, as paths: "screenings[].price". */
  readonly responseFields: readonly string[];
  /** Fields of the answer that may be missing, should a message that they are in fail. */
  readonly mayBeMissing: readonly string[];
  /** Fields of the request that the touched values are made of: "GetPageRequest.id". */
  readonly requestFields: readonly string[];
  /** The method itself may fail, or all of its answer is touched. */
  readonly wholeAnswer: boolean;
}

interface Found {
  readonly verdict: Verdict;
  readonly why: string;
  readonly paths: Set<string>;
  readonly responseFields: Set<string>;
  readonly mayBeMissing: Set<string>;
  readonly requestFields: Set<string>;
  wholeAnswer: boolean;
}

/**
 * What a change does to a method, told from what the method's plan uses.
 *
 * @returns undefined where the change is out of the method's reach; empty where nothing comes of it
 */
export function judgeChange(change: Change, provenance: Provenance, sides: Sides): readonly Reason[] | undefined {
  const symbol = change.base?.symbol ?? change.head?.symbol ?? change.symbol;
  const matches = matchesOf({ element: change.element, symbol }, provenance, sides.base);
  if (matches.length === 0) return undefined;
  const reasons = new Map<string, Found>();
  for (const match of matches) {
    const consequence = judgeUse(match.use.kind, change, sides);
    if (consequence === undefined) continue;
    addReason(reasons, symbol, change, match, consequence, provenance, sides);
  }
  for (const { responseFields } of reasons.values()) {
    // A message inside itself is followed a few levels deep; the next ones are as the last.
    for (const cut of provenance.cut) {
      const around = cut.slice(0, cut.lastIndexOf('.') + 1);
      if ([...responseFields].some((path) => path.startsWith(around))) responseFields.add(cut.replace(/\[\]$/, ''));
    }
  }
  return [...reasons.values()].map((found): Reason => ({
    ...found,
    of: 'use',
    paths: [...found.paths],
    responseFields: [...found.responseFields],
    mayBeMissing: [...found.mayBeMissing].filter((path) => !found.responseFields.has(path)),
    requestFields: [...found.requestFields].sort(),
  }));
}

function addReason(
  reasons: Map<string, Found>,
  symbol: string,
  { element }: Change,
  { use, way }: Match,
  { verdict, why, effect }: Consequence,
  provenance: Provenance,
  sides: Sides,
): void {
  let found = reasons.get(why);
  if (found === undefined) {
    found = {
      verdict,
      why,
      paths: new Set(),
      responseFields: new Set(),
      mayBeMissing: new Set(),
      requestFields: new Set(),
      wholeAnswer: false,
    };
    reasons.set(why, found);
  }
  const { at, kind } = use;
  if (effect === 'manner') {
    if (kind === 'asks') found.wholeAnswer = true;
    else if (at.slot?.kind === 'field') found.responseFields.add(pathIn(at.node, at.slot));
    found.paths.add(methodInWords(symbol, use, provenance));
    return;
  }
  switch (kind) {
    case 'carries':
      addCarried(found, symbol, element, { use, way }, provenance, sides);
      return;
    case 'answers': {
      const path = pathIn(at.node, at.slot);
      found.responseFields.add(path);
      found.paths.add(carriedInWords(symbol, use, provenance, path));
      return;
    }
    case 'tags':
    case 'keys':
    case 'masks':
      found.paths.add(methodInWords(symbol, use, provenance));
      return;
    case 'asks':
      found.wholeAnswer = true;
      found.paths.add(methodInWords(symbol, use, provenance));
      return;
    default:
      addSpread(found, symbol, use, effect === 'failure', provenance);
  }
}

/** All places in the answer to which bytes carry what changed. */
function addCarried(
  found: Found,
  symbol: string,
  element: Change['element'],
  { use, way }: Match,
  provenance: Provenance,
  { base }: Sides,
): void {
  const last = element === 'field' ? splitName(symbol)[1] : undefined;
  const end = way.at(-1);
  const target = end?.message?.typeName ?? end?.enum?.typeName ?? use.symbol;
  const { paths, complete } = base.containment.waysBetween(use.symbol, target);
  for (const each of paths) {
    const path = carriedPath(use.at, each, last);
    found.responseFields.add(path);
    found.paths.add(carriedInWords(symbol, use, provenance, path));
  }
  if (!complete) found.responseFields.add(pathIn(use.at.node, use.at.slot));
}

function addSpread(found: Found, symbol: string, use: StepUse, mayFail: boolean, provenance: Provenance): void {
  const { flow } = provenance;
  const { at, kind } = use;
  const { touches, mayFail: all } = flow.spread([{ ...at, mayFail }]);
  if (all) found.wholeAnswer = true;
  if (at.slot !== undefined && (kind === 'writes' || kind === 'sends' || kind === 'calls')) {
    for (const field of flow.requestFieldsBehind({ node: at.node, slot: at.slot })) found.requestFields.add(field);
  }
  for (const touch of touches) {
    const { node, slot } = touch.name;
    if (slot.kind !== 'field') continue;
    const path = pathIn(node, slot);
    if (touch.byFailure) found.mayBeMissing.add(path);
    else {
      found.responseFields.add(path);
      found.paths.add(touchedInWords(symbol, use, provenance, touch));
    }
  }
  addEnd(found, touches, symbol, use, provenance);
}

/** A step that ends in no field, as a requirement does, is told of all the same. */
function addEnd(found: Found, touches: readonly Touch[], symbol: string, use: StepUse, provenance: Provenance): void {
  if (touches.some(({ name, byFailure }) => name.slot.kind === 'field' && !byFailure)) return;
  const words = methodInWords(symbol, use, provenance);
  found.paths.add(found.wholeAnswer ? words.replace(/[^ ]+$/, responseField(provenance, '')) : words);
}
