import type { Metadata } from '@grpc/grpc-js';

/**
 * Reads the caller's metadata as compositions do: values of a repeated key joined by `,`, those of `-bin` keys in
 * base64.
 *
 * @returns a reader for keys in lower case, which yields undefined where a key was not sent
 */
export function callerMetadata(metadata: Metadata): (key: string) => string | undefined {
  return (key) => {
    const values = metadata.get(key);
    const [first] = values;
    if (values.length <= 1) return first === undefined ? undefined : textOf(first);
    return values.map(textOf).join(',');
  };
}

function textOf(value: string | Buffer): string {
  return typeof value === 'string' ? value : value.toString('base64');
}
