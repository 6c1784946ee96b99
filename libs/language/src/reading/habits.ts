import type { DescMessage } from '@bufbuild/protobuf';
import type { TypedExpression } from '../composition.ts';
import { textsOf } from './expression-texts.ts';
import { callOf, expressionsOf, referencesOf } from './expressions-of.ts';
import type { MessageUse } from './message-use.ts';
import type { Report } from './report.ts';
import { nodesOf, resolve, type UseNode } from './use-tree.ts';

/** Reports calls that are made once per element of a list, and not batched. */
export function checkListCalls(report: Report, tree: UseNode): void {
  const known = new Map<UseNode, Map<number, boolean>>();
  /** Whether a slot's value may be another one for each element of a list. */
  const varies = (node: UseNode, slot: number): boolean => {
    let slots = known.get(node);
    if (slots === undefined) known.set(node, (slots = new Map<number, boolean>()));
    const before = slots.get(slot);
    if (before !== undefined) return before;
    slots.set(slot, false); // while it is worked out: a circle adds nothing
    const value = worksOut(node, slot);
    slots.set(slot, value);
    return value;
  };
  const reads = (node: UseNode, expression: TypedExpression): boolean =>
    referencesOf(expression).some(({ ref }) => {
      const step = resolve(node, ref);
      return step !== undefined && varies(step.node, step.slot);
    });
  const worksOut = (node: UseNode, index: number): boolean => {
    const slot = node.use.slotAt(index);
    if (slot === undefined) return false;
    if (slot.kind === 'source' && slot.own === undefined) {
      if (node.element) return true;
      return (
        node.parent !== undefined &&
        (node.inherits ? varies(node.parent, node.parent.use.sourceSlot) : varies(node.parent, node.holder))
      );
    }
    return expressionsOf(slot).some(({ expression }) => reads(node, expression));
  };
  for (const node of nodesOf(tree)) {
    for (const slot of node.use.slots) {
      const call = callOf(slot);
      if (call === undefined || call.batch !== undefined) continue;
      if (!call.args.some(({ value }) => reads(node, value))) continue;
      const path = slot.kind === 'let' ? ['from', 'call'] : ['call'];
      report.atOption('n-plus-one', call.site, path, {
        message: `${call.name} is called once for each element of a list`,
        note: 'where the service has a BatchGet method, call that, with `batch`',
      });
    }
  }
}

/** Reports lets that nothing reads. */
export function checkUnusedLets(report: Report, tree: UseNode): void {
  const read = new Set<string>();
  const declared = new Map<string, { use: MessageUse; index: number; name: string }>();
  // What is in error is not in the tree, and may read a let all the same.
  const broken = [
    ...new Set([...nodesOf(tree)].filter(({ use }) => use.isBroken).map(({ use }) => use.message)),
  ].flatMap(textsOf);
  const keyOf = (message: DescMessage, index: number): string => `${message.typeName} ${index}`;
  for (const node of nodesOf(tree)) {
    const { use } = node;
    const expressions = [
      ...use.slots.flatMap((slot) => expressionsOf(slot).map(({ expression }) => expression)),
      ...use.requires.flatMap(({ that, message }) => (message === undefined ? [that] : [that, message])),
    ];
    for (const expression of expressions) {
      for (const { ref } of referencesOf(expression)) {
        const step = resolve(node, ref);
        if (step !== undefined) read.add(keyOf(step.node.use.message, step.slot));
      }
    }
    for (const slot of use.slots) {
      const call = callOf(slot);
      if (slot.kind !== 'let' || (call !== undefined && call.safety.level !== 'safe')) continue;
      const index = use.indexOf(slot);
      declared.set(keyOf(use.message, index), { use, index, name: slot.name });
    }
  }
  for (const [key, { use, index, name }] of declared) {
    if (read.has(key) || broken.some((text) => isWordIn(name, text))) continue;
    report.atOption('unused-let', use.site('let', index), ['name'], {
      message: `nothing reads "${name}"`,
      note: 'it is never evaluated: use it or take it out',
    });
  }
}

function isWordIn(name: string, text: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}
