import type { AnyDesc, DescField, DescExtension } from '@bufbuild/protobuf';
import type { ChangedElement } from './change.ts';

/** A field of a message, or an extension. */
export type AnyField = DescField | DescExtension;

/** The full name of something. */
export function symbolOf(desc: AnyDesc): string {
  switch (desc.kind) {
    case 'file':
      return desc.proto.name;
    case 'message':
    case 'enum':
    case 'service':
    case 'extension':
      return desc.typeName;
    case 'field':
    case 'oneof':
    case 'enum_value':
    case 'rpc':
      return `${desc.parent.typeName}.${desc.name}`;
  }
}

/** What sort of thing it is. */
export function elementOf(desc: AnyDesc): ChangedElement {
  if (desc.kind === 'enum_value') return 'enum-value';
  return desc.kind === 'rpc' ? 'method' : desc.kind;
}

/** Its number, where things of its sort have one. */
export function numberOf(desc: AnyDesc): number | undefined {
  return desc.kind === 'field' || desc.kind === 'extension' || desc.kind === 'enum_value' ? desc.number : undefined;
}
