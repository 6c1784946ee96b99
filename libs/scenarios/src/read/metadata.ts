import type { Entry, YamlReader } from '../file/yaml-reader.ts';
import type { MetadataPairs } from '../scenario.ts';

/** Reads gRPC metadata: a key with a text, or with a list of texts; of a `-bin` key base64. */
export function readMetadata(reader: YamlReader, entry: Entry): MetadataPairs {
  return reader.mapping(entry).flatMap((field) => {
    const key = readMetadataKey(reader, field);
    const values = reader.isList(field) ? reader.list(field) : [field];
    return values.flatMap((value) => {
      const text = reader.text(value);
      // HTTP/2 does not carry spaces at the ends of a value, nor a value that has them.
      return key === undefined || text === undefined ? [] : [[key, text.trim()] as const];
    });
  });
}

/** Reads a key of gRPC metadata: lowercase on the wire. */
export function readMetadataKey(reader: YamlReader, field: Entry): string | undefined {
  const key = field.name.toLowerCase();
  if (/^[0-9a-z_.-]+$/.test(key) && !key.startsWith('grpc-')) return key;
  reader.problem(
    field,
    `"${field.name}" cannot be a key of metadata: letters, digits, "_", "-" and ".", not "grpc-..."`,
  );
  return undefined;
}
