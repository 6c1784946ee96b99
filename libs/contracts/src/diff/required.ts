import { FieldDescriptorProto_Label } from '@bufbuild/protobuf/wkt';
import type { AnyField } from './symbols.ts';

/** Whether a field is required as buf sees it: by its label, not by the feature of editions. */
export function isRequired(field: AnyField): boolean {
  return field.proto.label === FieldDescriptorProto_Label.REQUIRED;
}
