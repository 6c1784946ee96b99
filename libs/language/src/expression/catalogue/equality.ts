import { isCelList, isCelMap, type CelValue } from '@bufbuild/cel';
import { toBinary, type Message } from '@bufbuild/protobuf';
import { isReflectMessage, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { spendSteps } from '../meter.ts';

/** How many bytes a step compares. */
const bytesPerStep = 64;

const messageSizes = new WeakMap<Message, number>();

/**
 * Counts what comparing two values costs, before they are compared: nested lists may share their elements, so that a
 * small value takes very many comparisons.
 */
export function spendOnEquality(a: CelValue, b: CelValue): void {
  spendSteps(1);
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length === b.length) spendSteps(Math.floor(a.length / bytesPerStep));
  } else if (a instanceof Uint8Array && b instanceof Uint8Array) {
    if (a.length === b.length) spendSteps(Math.floor(a.length / bytesPerStep));
  } else if (isCelList(a) && isCelList(b)) {
    if (a.size !== b.size) return;
    let index = 0;
    for (const element of a) {
      const other = b.get(index++);
      if (other !== undefined) spendOnEquality(element, other);
    }
  } else if (isCelMap(a) && isCelMap(b)) {
    if (a.size !== b.size) return;
    for (const [key, value] of a) {
      const other = b.get(key);
      if (other !== undefined) spendOnEquality(value, other);
    }
  } else if (isReflectMessage(a) && isReflectMessage(b)) {
    spendSteps(Math.floor(Math.min(sizeOf(a), sizeOf(b)) / bytesPerStep));
  }
}

function sizeOf(message: ReflectMessage): number {
  const known = messageSizes.get(message.message);
  if (known !== undefined) return known;
  const size = toBinary(message.desc, message.message).length;
  messageSizes.set(message.message, size);
  return size;
}
