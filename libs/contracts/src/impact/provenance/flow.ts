import type { DescField } from '@bufbuild/protobuf';
import type { Assignment, Slot } from '@tributary/language';
import { joinPath, messagesOf, nameOf, pathOfName, type MessageNode, type Name } from '@tributary/plan';
import { readsOf } from './expression-uses.ts';
import { expressionsOf, originOf, treatmentOf } from './slot-expressions.ts';

/** How a value comes to be another than it was. */
export interface Touch {
  readonly name: Name;
  /** It may fail, and not only be another. */
  readonly mayFail: boolean;
  /** The field is touched because something in its message may fail, and takes the message with it. */
  readonly byFailure: boolean;
  /** The touch that this one comes from. */
  readonly before: Touch | undefined;
}

/** What is touched where some values of an answer change. */
export interface Spread {
  /** By {@link Name}, in the order in which they are reached. */
  readonly touches: readonly Touch[];
  /** The method itself may fail. */
  readonly mayFail: boolean;
}

interface Reader {
  readonly name: Name;
  readonly asked: boolean;
  readonly path: readonly DescField[];
}

/** Follows values through a plan: forward to all that is made of them, back to the request. */
export class Flow {
  private readonly readers = new Map<MessageNode, Map<number, Reader[]>>();
  private readonly requirements = new Map<MessageNode, Map<number, MessageNode[]>>();
  private readonly behind = new Map<MessageNode, Map<number, ReadonlySet<string>>>();

  constructor(root: MessageNode) {
    for (const node of messagesOf(root)) {
      node.message.slots.forEach((declared, index) => {
        const slot = node.plan.slots[index];
        if (slot === undefined) return;
        for (const { role, expression } of expressionsOf(declared)) {
          // Tags name entries, and rules of errors status texts: neither makes a value.
          if (role === 'tag' || role === 'error') continue;
          for (const read of readsOf(expression)) {
            const from = nameOf(node, read);
            if (from === undefined) continue;
            entry(this.readers, from).push({ name: { node, slot }, asked: read.asked, path: read.path });
          }
        }
      });
      for (const { that } of node.message.requires) {
        for (const read of readsOf(that)) {
          const from = nameOf(node, read);
          if (from !== undefined) entry(this.requirements, from).push(node);
        }
      }
    }
  }

  /**
   * What is touched where values change.
   *
   * @param starts - names whose values change; a node without a slot fails as a whole
   */
  spread(
    starts: readonly {
      readonly node: MessageNode;
      readonly slot: Name['slot'] | undefined;
      readonly mayFail: boolean;
    }[],
  ): Spread {
    const found = new Map<Name['slot'], Map<MessageNode, Touch>>();
    const open: Touch[] = [];
    let mayFail = false;
    const touch = (name: Name, fails: boolean, byFailure: boolean, before: Touch | undefined): void => {
      const { node, slot } = name;
      if (!node.reached.has(slot)) return;
      const known = found.get(slot)?.get(node);
      if (known !== undefined && (known.mayFail || !fails) && (!known.byFailure || byFailure)) return;
      const made: Touch = {
        name,
        mayFail: fails || known?.mayFail === true,
        byFailure: byFailure && (known?.byFailure ?? true),
        before: known === undefined || (known.byFailure && !byFailure) ? before : known.before,
      };
      const bySlot = found.get(slot);
      if (bySlot === undefined) found.set(slot, new Map([[node, made]]));
      else bySlot.set(node, made);
      open.push(made);
    };
    const fail = (node: MessageNode, before: Touch | undefined): void => {
      const holder = holderOf(node);
      if (holder === undefined) mayFail = true;
      else touch(holder, !dropsElements(holder.node, holder.slot.index, node), true, before);
    };
    for (const { node, slot, mayFail: fails } of starts) {
      if (slot === undefined) fail(node, undefined);
      else touch({ node, slot }, fails || isFallible(node.message.slots[slot.index]), false, undefined);
    }
    for (let at = open.shift(); at !== undefined; at = open.shift()) {
      const { name, mayFail: fails } = at;
      const { node, slot } = name;
      if (at !== found.get(slot)?.get(node)) continue; // told again since, and worse
      const next = (reader: Reader): void => {
        const declared = reader.name.node.message.slots[reader.name.slot.index];
        touch(reader.name, (fails && !reader.asked) || isFallible(declared), at.byFailure, at);
      };
      this.readersOf(name).forEach(next);
      for (const held of this.requirementsOf(name)) fail(held, at);
      for (const other of node.plan.slots) {
        if (other.kind === 'field' && other.rivals.includes(slot.index))
          touch({ node, slot: other }, fails, at.byFailure, at);
      }
      // Messages inside one that is missing are missing with it.
      for (const child of at.byFailure ? [] : node.children) {
        const given = child.plan.slots[child.plan.sourceSlot];
        if (given === undefined || given.kind !== 'source' || given.origin !== undefined) continue;
        const isFrom = child.making === 'inherits' ? slot.kind === 'source' : child.holder === slot.index;
        if (isFrom && child.making !== 'in-place') touch({ node: child, slot: given }, fails, false, at);
      }
      if (slot.kind === 'source' && slot.origin !== undefined) {
        // Without its own source there is no message, and it fails with it.
        const holder = holderOf(node);
        if (fails || holder === undefined) fail(node, at);
        if (holder !== undefined) touch(holder, false, at.byFailure, at);
      }
      if (slot.kind !== 'field') continue;
      this.inside(name).forEach(next);
      const treatment = treatmentOf(
        node.message.slots[slot.index] ?? { kind: 'source', name: 'source', own: undefined },
      );
      if (fails && treatment?.optional === false && treatment.fallback === undefined) fail(node, at);
    }
    const touches = [...found.values()].flatMap((byNode) => [...byNode.values()]);
    return { touches, mayFail };
  }

  /** The fields of the request that a name is made of, as "Request.field". */
  requestFieldsBehind({ node, slot }: Name): ReadonlySet<string> {
    const bySlot = this.behind.get(node) ?? new Map<number, ReadonlySet<string>>();
    this.behind.set(node, bySlot);
    const known = bySlot.get(slot.index);
    if (known !== undefined) return known;
    const fields = new Set<string>();
    bySlot.set(slot.index, fields); // while it is worked out: a circle adds nothing
    const declared = node.message.slots[slot.index];
    for (const { role, expression } of declared === undefined ? [] : expressionsOf(declared)) {
      if (role === 'tag' || role === 'error') continue;
      for (const read of readsOf(expression)) {
        const from = nameOf(node, read);
        const [first] = read.path;
        if (read.reference.kind === 'request') {
          const names = read.path.map(({ name }) => name).join('.');
          fields.add(first === undefined ? 'request' : `${first.parent.name}.${names}`);
        } else if (from !== undefined) for (const field of this.requestFieldsBehind(from)) fields.add(field);
      }
    }
    if (slot.kind === 'source' && slot.origin === undefined) {
      const holder = giverOf(node);
      if (holder !== undefined) for (const field of this.requestFieldsBehind(holder)) fields.add(field);
    }
    return fields;
  }

  private readersOf({ node, slot }: Name): readonly Reader[] {
    return this.readers.get(node)?.get(slot.index) ?? [];
  }

  private requirementsOf({ node, slot }: Name): readonly MessageNode[] {
    return this.requirements.get(node)?.get(slot.index) ?? [];
  }

  /** Who reads a message, at any depth around a field, that the field is in. */
  private inside({ node, slot }: Name): readonly Reader[] {
    const readers: Reader[] = [];
    const below: string[] = [slot.name];
    for (let at = node; at.parent !== undefined; at = at.parent) {
      const holder = at.parent.plan.slots[at.holder];
      if (holder === undefined) break;
      for (const reader of this.readersOf({ node: at.parent, slot: holder })) {
        if (reader.path.every((field, i) => below[i] === undefined || below[i] === field.name)) readers.push(reader);
      }
      below.unshift(holder.name);
    }
    return readers;
  }
}

function entry<T>(map: Map<MessageNode, Map<number, T[]>>, { node, slot }: Name): T[] {
  let bySlot = map.get(node);
  if (bySlot === undefined) map.set(node, (bySlot = new Map<number, T[]>()));
  let list = bySlot.get(slot.index);
  if (list === undefined) bySlot.set(slot.index, (list = []));
  return list;
}

/** The name that a message is made for; none for the response. */
function holderOf({ parent, holder }: MessageNode): Name | undefined {
  const slot = parent?.plan.slots[holder];
  return parent === undefined || slot === undefined ? undefined : { node: parent, slot };
}

/** The name that gives a message what it is made from. */
export function giverOf(node: MessageNode): Name | undefined {
  const { parent } = node;
  if (parent === undefined) return undefined;
  const slot = parent.plan.slots[node.making === 'inherits' ? parent.plan.sourceSlot : node.holder];
  return slot === undefined ? undefined : { node: parent, slot };
}

/** Where elements may be dropped, one that fails does not take the list with it. */
function dropsElements(parent: MessageNode, holder: number, { making }: MessageNode): boolean {
  const declared = parent.message.slots[holder];
  return making === 'element' && declared !== undefined && treatmentOf(declared)?.optionalElements === true;
}

/** Whether what makes a slot's value can fail: a call, or anything that is evaluated. */
function isFallible(declared: Slot | undefined): boolean {
  if (declared === undefined) return false;
  const origin = originOf(declared);
  if (origin?.kind === 'call') return true;
  if (expressionsOf(declared).some(({ role, expression }) => role !== 'error' && expression.kind === 'computed'))
    return true;
  return origin !== undefined && canFail(origin.assignment);
}

function canFail(assignment: Assignment): boolean {
  switch (assignment.kind) {
    case 'evaluate':
    case 'write':
      return true;
    case 'list':
      return canFail(assignment.element);
    case 'same':
    case 'convert':
    case 'compose':
      return false;
  }
}

/** The path of a name in the answer, as {@link pathOfName} tells it; '' for what the answer is made from. */
export function pathIn(node: MessageNode, slot: Name['slot'] | undefined): string {
  if (slot === undefined) return node.path;
  return slot.kind === 'source' && slot.origin !== undefined
    ? joinPath(node.path, 'source')
    : pathOfName({ node, slot });
}
