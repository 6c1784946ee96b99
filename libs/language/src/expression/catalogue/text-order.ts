import { Buffer } from 'node:buffer';
import { spendSteps } from '../meter.ts';

/** By code point, as the standard orders text; UTF-16 units would put U+FFFD before U+10000's surrogates. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    spendSteps(Math.floor(index / 64));
    return rank(left) - rank(right);
  }
  spendSteps(Math.floor(length / 64));
  return a.length - b.length;
}

/** Puts surrogates, which are code points above U+FFFF, behind the other units. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Byte by byte, the shorter one first where one begins with the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  spendSteps(Math.floor(Math.min(a.length, b.length) / 64));
  return Buffer.compare(a, b);
}
