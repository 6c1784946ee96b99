/** The ErrorInfo in a serialized `google.rpc.Status`, read field by field. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** `google.rpc.ErrorInfo`. */
export interface ErrorInfo {
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
}

type Fields = ReadonlyMap<number, readonly Uint8Array[]>;

/** Finds the ErrorInfo among a status's details. */
export function errorInfoOf(status: Uint8Array): ErrorInfo | undefined {
  for (const detail of fieldsOf(status).get(3) ?? []) {
    const any = fieldsOf(detail);
    if (textOf(any, 1) !== 'type.googleapis.com/google.rpc.ErrorInfo') continue;
    const info = fieldsOf(any.get(2)?.[0] ?? new Uint8Array());
    const metadata = (info.get(3) ?? []).map((entry) => {
      const fields = fieldsOf(entry);
      return [textOf(fields, 1), textOf(fields, 2)] as const;
    });
    return { reason: textOf(info, 1), domain: textOf(info, 2), metadata: Object.fromEntries(metadata) };
  }
  return undefined;
}

function fieldsOf(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, Uint8Array[]>();
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (wireType === WireType.LengthDelimited) fields.set(number, [...(fields.get(number) ?? []), reader.bytes()]);
    else reader.skip(wireType, number);
  }
  return fields;
}

function textOf(fields: Fields, number: number): string {
  return new TextDecoder().decode(fields.get(number)?.at(-1));
}
