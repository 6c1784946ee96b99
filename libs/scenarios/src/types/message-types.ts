import { createRegistry, type DescMethod, type FileRegistry, type Registry } from '@bufbuild/protobuf';
import {
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt';
import { CompletenessSchema } from '@tributary/language';
import { ErrorInfoSchema, StatusSchema } from '@tributary/nestjs';
import { didYouMean } from '../file/nearest-name.ts';

/** The types that a scenario's messages are of. */
export interface MessageTypes {
  /** The protos' own types, and those that may stand in an Any or a status' details though no proto imports them. */
  readonly registry: Registry;
  /** All methods of all services, by `package.Service/Method`. */
  readonly methods: ReadonlyMap<string, DescMethod>;
}

/** What an Any may hold though no proto imports it. */
const wellKnown = [
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
];

/** The types of compiled protos. */
export function messageTypes(registry: FileRegistry): MessageTypes {
  const methods = new Map<string, DescMethod>();
  for (const type of registry) {
    if (type.kind !== 'service') continue;
    for (const method of type.methods) methods.set(methodName(method), method);
  }
  // The last definition of a name counts: the protos' own copies before ours.
  const files = [...wellKnown, ErrorInfoSchema.file, StatusSchema.file, CompletenessSchema.file];
  return { registry: createRegistry(...files, registry), methods };
}

/** A method as compositions and scenarios name it: `package.Service/Method`. */
export function methodName(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`;
}

/** What can be called by a name: the method, or the text that says why there is none. */
export function findUnaryMethod(types: MessageTypes, name: string): DescMethod | string {
  const method = types.methods.get(name);
  if (method === undefined) {
    const form = name.includes('/') ? '' : '; methods are named package.Service/Method';
    return `there is no method "${name}"${didYouMean(name, types.methods.keys())}${form}`;
  }
  return method.methodKind === 'unary' ? method : `"${name}" is not a unary method`;
}
