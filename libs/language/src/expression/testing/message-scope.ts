import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { compileReader, shapeOf, type FieldShape, type RawValue } from '@tributary/wire';
import type { ComputedExpression, Read, ReadValue } from '../expression.ts';
import type { Binding, Scope } from '../scope.ts';

/** For specs: a scope of some bindings, whose references are the names themselves. */
export function scopeOf(bindings: ReadonlyMap<string, Binding<string>>): Scope<string> {
  return { lookup: (name) => bindings.get(name), names: () => [...bindings.keys()] };
}

/** For specs: a scope in which names are messages, and `metadata` is the caller's. */
export function messageScope(messages: Readonly<Record<string, DescMessage>>): Scope<string> {
  const bindings = new Map<string, Binding<string>>([['metadata', { kind: 'metadata' }]]);
  for (const [name, message] of Object.entries(messages)) {
    bindings.set(name, { kind: 'value', ref: name, type: { kind: 'message', message } });
  }
  return scopeOf(bindings);
}

/** For specs: the raw value at a path in a message's bytes; undefined where it is unset. */
export function readPath(bytes: Uint8Array, path: readonly DescField[]): RawValue | undefined {
  const [first] = path;
  if (first === undefined) return bytes;
  const shapes = path.map((field): FieldShape => {
    const shape = shapeOf(field.parent).field(field.number);
    if (shape === undefined) throw new Error(`${field.parent.typeName} has no field ${field.number}`);
    return shape;
  });
  return compileReader(shapeOf(first.parent), shapes)(bytes);
}

/** For specs: what an expression reads, from the bytes of messages by name. A name without bytes has no value. */
export function readAll(
  expression: ComputedExpression<string>,
  messages: Readonly<Record<string, Uint8Array>>,
  metadata: Readonly<Record<string, string>> = {},
): readonly ReadValue[] {
  return expression.reads.map((read: Read<string>): ReadValue => {
    switch (read.kind) {
      case 'metadata':
        return metadata[read.key];
      case 'has-metadata':
        return metadata[read.key] !== undefined;
      case 'value':
      case 'has': {
        const bytes = messages[read.ref];
        const value = bytes === undefined ? undefined : readPath(bytes, read.path);
        return read.kind === 'has' ? value !== undefined : value;
      }
    }
  });
}
