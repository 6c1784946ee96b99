const LEAST_SLOTS = 16;
const BYTES_PER_SLOT = 8;

/**
 * Where records are, by the hash of their keys: an open table with linear probing, in which a hash and a position lie side
 * by side. So finding a record takes one look into memory that is not in the processor's caches, however many there are.
 * Keys with equal hashes lie in it one after the other, and are told apart by who asks.
 */
export class KeyTable {
  /** In turn the hash, and the position plus one; 0: nothing is here. */
  #slots = new Int32Array(2 * LEAST_SLOTS);
  #mask = LEAST_SLOTS - 1;
  #size = 0;

  /** Records in it. */
  get size(): number {
    return this.#size;
  }

  /** What it takes. It doubles when it is three quarters full, and the old one goes with the next collection. */
  get bytes(): number {
    return this.#slots.byteLength * 1.5;
  }

  /** What it takes once it holds one more. */
  get bytesWithOneMore(): number {
    return this.#isFull() ? this.bytes * 2 : this.bytes;
  }

  /** The first slot with this hash; -1: there is none. */
  first(hash: number): number {
    return this.#from(hash & this.#mask, hash);
  }

  /** The next one. */
  next(slot: number, hash: number): number {
    return this.#from((slot + 1) & this.#mask, hash);
  }

  /** Where the record of a slot is. */
  positionAt(slot: number): number {
    return ((this.#slots[2 * slot + 1] ?? 0) - 1) >>> 0;
  }

  add(hash: number, position: number): void {
    if (this.#isFull()) this.#grow();
    this.#put(hash, (position + 1) | 0);
    this.#size++;
  }

  /** The record has moved. */
  move(hash: number, from: number, to: number): void {
    this.#slots[2 * this.#slotOf(hash, from) + 1] = (to + 1) | 0;
  }

  remove(hash: number, position: number): void {
    const slots = this.#slots;
    let free = this.#slotOf(hash, position);
    // What stands behind it only because it stood there moves up, so that no walk ends too early.
    for (let slot = (free + 1) & this.#mask; slots[2 * slot + 1] !== 0; slot = (slot + 1) & this.#mask) {
      const home = (slots[2 * slot] ?? 0) & this.#mask;
      if (((slot - home) & this.#mask) < ((slot - free) & this.#mask)) continue;
      slots.copyWithin(2 * free, 2 * slot, 2 * slot + 2);
      free = slot;
    }
    slots[2 * free + 1] = 0;
    this.#size--;
  }

  #from(start: number, hash: number): number {
    const slots = this.#slots;
    for (let slot = start; ; slot = (slot + 1) & this.#mask) {
      if (slots[2 * slot + 1] === 0) return -1;
      if (slots[2 * slot] === hash) return slot;
    }
  }

  #slotOf(hash: number, position: number): number {
    for (let slot = this.first(hash); slot >= 0; slot = this.next(slot, hash)) {
      if (this.positionAt(slot) === position) return slot;
    }
    throw new Error('a record that is not in the table');
  }

  #put(hash: number, value: number): void {
    const slots = this.#slots;
    let slot = hash & this.#mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = value;
  }

  #isFull(): boolean {
    return (this.#size + 1) * BYTES_PER_SLOT * 4 > this.#slots.byteLength * 3;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    this.#mask = this.#slots.length / 2 - 1;
    for (let at = 0; at < old.length; at += 2) {
      const value = old[at + 1] ?? 0;
      if (value !== 0) this.#put(old[at] ?? 0, value);
    }
  }
}
