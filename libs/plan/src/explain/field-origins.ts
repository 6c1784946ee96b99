import type { Assignment, Origin, Slot, Treatment, TypedExpression } from '@tributary/language';
import { typeName } from '@tributary/language';
import type { ExplainedTreatment, FieldOrigin } from './explanation.ts';
import { codeName } from './code-name.ts';
import { childrenFor, joinPath, nameOf, pathOfName, type MessageNode } from './message-node.ts';

/** Where the value of each name of a message comes from, and of the names inside it. */
export function fieldOrigins(node: MessageNode): readonly FieldOrigin[] {
  const { message, plan } = node;
  const source = message.slots[plan.sourceSlot];
  // What a message is made from stands in front of what is made of it.
  const order = [...(source === undefined ? [] : [source]), ...message.slots.slice(0, plan.sourceSlot)];
  return order.flatMap((slot) => {
    const described = originOf(node, slot);
    if (described === undefined) return [];
    const planned = plan.slots[message.slots.indexOf(slot)];
    const inner =
      planned === undefined ? [] : [false, true].flatMap((inFallback) => childrenFor(node, planned, inFallback));
    return [described, ...inner.flatMap(fieldOrigins)];
  });
}

/** How a value is treated, in the names of status codes. */
export function explainTreatment(treatment: Treatment, isLet: boolean): ExplainedTreatment {
  const { fallback, optional, optionalElements, absent } = treatment;
  const kind = fallback !== undefined ? 'fallback' : isLet ? 'let' : optional ? 'optional' : 'required';
  return { kind, fallback: fallback?.value.text, optionalElements, absent: absent.map(codeName) };
}

function originOf(node: MessageNode, slot: Slot): FieldOrigin | undefined {
  switch (slot.kind) {
    case 'let':
      return fieldOrigin(joinPath(node.path, `$${slot.name}`), typeName(slot.type), wordsOf(node, slot.origin), slot);
    case 'source': {
      const { own } = slot;
      const path = joinPath(node.path, 'source');
      if (own !== undefined) return fieldOrigin(path, typeName(own.type), wordsOf(node, own.origin), own);
      return undefined;
    }
    case 'field':
      return fieldOrigin(joinPath(node.path, slot.name), typeName(slot.type), fillingOf(node, slot), slot);
  }
}

interface Words {
  readonly kind: FieldOrigin['kind'];
  readonly origin: string;
}

function fieldOrigin(
  path: string,
  type: string,
  { kind, origin }: Words,
  { treatment, ...slot }: { readonly treatment: Treatment; readonly kind?: string },
): FieldOrigin {
  return {
    path,
    type,
    kind,
    origin,
    // Codes are of calls: elsewhere nothing sends one.
    treatment: { ...explainTreatment(treatment, slot.kind === 'let'), ...(kind === 'call' ? {} : { absent: [] }) },
    when: treatment.when?.text,
    errors: treatment.errors.map(ruleInWords),
  };
}

function fillingOf(node: MessageNode, { filling }: Slot & { kind: 'field' }): Words {
  switch (filling.kind) {
    case 'origin':
      return wordsOf(node, filling.origin);
    case 'by-name':
      return { kind: 'by-name', origin: `by name from ${filling.value.text}${assignedAs(filling.assignment)}` };
    case 'in-place':
      return {
        kind: 'in-place',
        origin:
          filling.inheritsSource && node.message.source !== undefined
            ? 'made in place, from the same source'
            : 'made in place',
      };
    case 'completeness':
      return { kind: 'completeness', origin: 'filled by the engine' };
    case 'unset':
      return { kind: 'unset', origin: 'left unset on purpose' };
  }
}

function wordsOf(node: MessageNode, origin: Origin): Words {
  const assigned = assignedAs(origin.assignment);
  if (origin.kind === 'value') {
    const { value } = origin;
    return { kind: value.kind === 'computed' ? 'computed' : 'path', origin: `${valueInWords(node, value)}${assigned}` };
  }
  const { call, select } = origin;
  const taken = call.batch?.many === true ? 'of each item ' : call.batch === undefined ? '' : 'of the item ';
  return { kind: 'call', origin: `call ${call.name}, ${taken}select ${select.text}${assigned}` };
}

function valueInWords(node: MessageNode, value: TypedExpression): string {
  if (value.kind !== 'computed') return `from ${value.text}`;
  const names = [
    ...value.names.flatMap(({ ref, asked }) => {
      if (ref.kind === 'request') return ['request'];
      const name = nameOf(node, { reference: ref, asked });
      return name === undefined ? [] : [pathOfName(name)];
    }),
    ...value.metadataKeys.map((key) => `metadata ${key}`),
  ];
  return names.length === 0
    ? `constant: ${value.text}`
    : `computed from ${[...new Set(names)].join(', ')}: ${value.text}`;
}

/** What is done with a value on its way, where it is something. */
function assignedAs(assignment: Assignment): string {
  switch (assignment.kind) {
    case 'same':
    case 'evaluate':
      return '';
    case 'convert':
      return assignment.rule.kind === 'message'
        ? ', its fields by name'
        : assignment.rule.kind === 'enum'
          ? ', its values by name'
          : '';
    case 'write':
      return assignedAs(assignment.next);
    case 'compose':
      return `, made into ${assignment.message.message.name}`;
    case 'list': {
      const element = assignedAs(assignment.element);
      return element === '' ? '' : `, each${element.replace(/^,/, '')}`;
    }
  }
}

function ruleInWords({ codes, when, code, message }: Treatment['errors'][number]): string {
  const from = codes.length === 0 ? 'any failure' : codes.map(codeName).join(', ');
  const to = [
    ...(code === undefined ? [] : [codeName(code)]),
    ...(message === undefined ? [] : [`text ${message.text}`]),
  ];
  return `${from}${when === undefined ? '' : ` where ${when.text}`} becomes ${to.length === 0 ? 'what it was' : to.join(', ')}`;
}
