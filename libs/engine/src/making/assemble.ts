import type { FieldPlan, MessagePlan } from '@tributary/plan';
import { compileMask, type FieldShape, type MaskTree, type MessageShape, type RawValue, Writer } from '@tributary/wire';
import { writeCompleteness, type Gap } from '../completeness/completeness.ts';
import type { Frame } from './frame.ts';
import { gapsOf } from './gaps.ts';

/** Writes the fields of a message that are in the mask. A Completeness always is. */
export function writeFrame(frame: Frame, writer: Writer, mask: MaskTree): void {
  for (const step of frame.plan.writeSteps) {
    if (step.kind === 'slot') writeSlot(frame, step.slot, writer, mask);
    else if (mask.kind === 'all' && step.slots.every(({ index }) => frame.slots[index] === undefined)) {
      const source = frame.slots[frame.plan.sourceSlot]?.raw();
      if (source instanceof Uint8Array) step.copy(source, writer);
    } else for (const slot of step.slots) writeSlot(frame, slot, writer, mask);
  }
}

function writeSlot(frame: Frame, slot: FieldPlan, writer: Writer, mask: MaskTree): void {
  if (slot.filling.kind === 'completeness') {
    const state = frame.slots[slot.index];
    if (state !== undefined && state.status !== 'value') return;
    const mark = writer.begin(slot.field);
    writeCompleteness(writer, gapsOf(frame));
    writer.end(mark);
    return;
  }
  const inside = mask.kind === 'all' ? mask : mask.fields.get(slot.field.number);
  if (inside !== undefined) writeField(frame, slot, writer, inside);
}

function writeField(frame: Frame, { copied, field, filling, index }: FieldPlan, writer: Writer, mask: MaskTree): void {
  const state = frame.slots[index];
  if (state === undefined) {
    // Nobody has read it by name, and it is copied: see FieldPlan.copied.
    if (copied === undefined || filling.kind !== 'origin' || filling.origin.kind !== 'value') return;
    const production = filling.origin.producer.produce(frame.environment);
    if (production.kind === 'raw') writeRaw(field, production.value, writer, mask);
    return;
  }
  const { value } = state;
  switch (value?.kind) {
    case undefined:
      return;
    case 'raw':
      writeRaw(field, value.value, writer, mask);
      return;
    case 'message':
      writeNested(field, value.frame, writer, mask);
      return;
    case 'messages':
      for (const element of value.frames) writeNested(field, element, writer, mask);
  }
}

function writeNested(field: FieldShape, frame: Frame, writer: Writer, mask: MaskTree): void {
  const mark = writer.begin(field);
  writeFrame(frame, writer, mask);
  writer.end(mark);
}

type MaskWriter = ReturnType<typeof compileMask>;

const maskWriters = new WeakMap<MaskTree, MaskWriter>();

/** A part of a mask belongs to one field, so it is compiled for one type. */
function maskWriter(shape: MessageShape, mask: MaskTree): MaskWriter {
  let write = maskWriters.get(mask);
  if (write === undefined) {
    write = compileMask(shape, mask);
    maskWriters.set(mask, write);
  }
  return write;
}

function writeRaw(field: FieldShape, value: RawValue, writer: Writer, mask: MaskTree): void {
  if (mask.kind === 'all' || field.message === undefined || field.kind === 'map') {
    writer.field(field, value);
    return;
  }
  const write = maskWriter(field.message, mask);
  const elements = Array.isArray(value) ? (value as readonly RawValue[]) : [value];
  for (const element of elements) {
    if (!(element instanceof Uint8Array)) continue;
    const mark = writer.begin(field);
    write(element, writer);
    writer.end(mark);
  }
}

/** A message that was written before, with another Completeness in it, where it has a field for one. */
export function withCompleteness(plan: MessagePlan, message: Uint8Array, gaps: readonly Gap[]): Uint8Array {
  const slot = plan.writeOrder.find(
    ({ filling, rivals, treatment }) =>
      filling.kind === 'completeness' && rivals.length === 0 && treatment.when === undefined,
  );
  if (slot === undefined) return message;
  const others = plan.shape.fields.filter((field) => field !== slot.field);
  const fields = new Map<number, MaskTree>(others.map(({ number }) => [number, { kind: 'all' }]));
  const writer = new Writer(message.length + 64);
  compileMask(plan.shape, { kind: 'fields', fields })(message, writer);
  const mark = writer.begin(slot.field);
  writeCompleteness(writer, gaps);
  writer.end(mark);
  return writer.finish();
}
