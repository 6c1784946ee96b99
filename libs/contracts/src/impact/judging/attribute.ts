import type { Finding } from '@tributary/language';
import { messagesOf } from '@tributary/plan';
import type { Change } from '../../diff/change.ts';
import type { PlanDifference } from '../plans/plan-difference.ts';
import { symbolOf } from '../provenance/assignment-uses.ts';
import { pathIn } from '../provenance/flow.ts';
import { splitName } from '../provenance/matching.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { isCompositional } from './judge-use.ts';

/**
 * The changes that a finding comes of, among those in a method's reach: those whose names it mentions; else the option that
 * changed nearest before its place.
 */
export function changesBehindFinding(finding: Finding, inReach: readonly Change[]): readonly Change[] {
  const words = wordsOf([finding.message, finding.note, finding.snippet]);
  const named = inReach.filter((change) => !isCompositional(change) && isNamed(change, words));
  if (named.length > 0) return named;
  const before = inReach.filter(({ head, ...change }) => {
    return isCompositional({ head, ...change }) && head?.place.file === finding.file && head.place.line <= finding.line;
  });
  const nearest = Math.max(...before.map(({ head }) => head?.place.line ?? 0));
  const options = before.filter(({ head }) => head?.place.line === nearest);
  if (options.length > 0) return options;
  // A method called that is not safe any more, a type that does not fit: said without the name of what changed.
  return inReach.filter((change) => !isCompositional(change) && Object.values(change.effects).includes('breaking'));
}

/** Tells for the differences of two plans which changes they come of. */
export class DifferenceOrigins {
  private readonly symbols = new Map<string, Set<string>>();

  constructor(...sides: readonly Provenance[]) {
    for (const { root, plan } of sides) {
      this.add('', `${plan.method.parent.typeName}.${plan.method.name}`);
      for (const node of messagesOf(root)) {
        for (const slot of node.plan.slots) {
          const path = pathIn(node, slot);
          this.add(path, node.message.message.typeName);
          if (slot.kind === 'field') this.add(path, symbolOf(slot.field.desc));
        }
        this.add(node.path, node.message.message.typeName);
      }
    }
  }

  /** The changes behind a difference, among those in the method's reach. */
  of(difference: PlanDifference, inReach: readonly Change[]): readonly Change[] {
    const { path, before, after, kind } = difference;
    const symbols = this.symbols.get(path) ?? new Set<string>();
    const own = inReach.filter(({ base, head, symbol, element, ...change }) => {
      const names = [symbol, base?.symbol, head?.symbol];
      const isHere = names.some((name) => name !== undefined && symbols.has(name));
      const isField = element === 'field' && (kind === 'field-added' || kind === 'field-removed');
      return isHere && (isField || isCompositional({ base, head, symbol, element, ...change }));
    });
    if (own.length > 0) return own;
    if (kind === 'depth' || kind === 'calls-bound') return [];
    const words = wordsOf([before, after]);
    return inReach.filter((change) => !isCompositional(change) && isNamed(change, words));
  }

  private add(path: string, symbol: string): void {
    const known = this.symbols.get(path);
    if (known === undefined) this.symbols.set(path, new Set([symbol]));
    else known.add(symbol);
  }
}

function isNamed({ base, head }: Change, words: ReadonlySet<string>): boolean {
  return [base, head].some((side) => side !== undefined && words.has(splitName(side.symbol)[1]));
}

function wordsOf(texts: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text?.match(/\w+/g) ?? []));
}
