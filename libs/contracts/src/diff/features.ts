import type { AnyDesc, DescEnum, DescMessage } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import {
  Edition,
  FeatureSet_JsonFormat,
  FieldOptions_CType,
  type FeatureSet,
  type FieldOptions,
} from '@bufbuild/protobuf/wkt';
import { fileOf } from './contract.ts';
import type { AnyField } from './symbols.ts';

// Features of editions that the descriptors of protobuf-es do not resolve. A feature holds for what is inside.

/** Whether a message or enum is sure to have a JSON form (`json_format`). */
export function jsonFormatOf(desc: DescMessage | DescEnum): 'ALLOW' | 'LEGACY_BEST_EFFORT' {
  const set = inherited(desc, (features) =>
    features.jsonFormat === FeatureSet_JsonFormat.JSON_FORMAT_UNKNOWN ? undefined : features.jsonFormat,
  );
  const legacy = set === undefined ? desc.file.edition === Edition.EDITION_PROTO2 : set !== FeatureSet_JsonFormat.ALLOW;
  return legacy ? 'LEGACY_BEST_EFFORT' : 'ALLOW';
}

const cppExtension = 1000;
const cppStringType = 2;
const javaExtension = 1001;
const javaUtf8Validation = 2;
const cppStringTypes = ['UNKNOWN', 'VIEW', 'CORD', 'STRING'];
const javaVerify = 2;

/** The type that a string has in C++: by `ctype`, else by `(pb.cpp).string_type`. */
export function cppStringTypeOf(field: AnyField): string {
  const { edition } = fileOf(field);
  const options = field.proto.options;
  if (edition < Edition.EDITION_2024 && options !== undefined && isSet(options, 'ctype')) {
    return FieldOptions_CType[options.ctype];
  }
  const set = inherited(field, (features) => customFeature(features, cppExtension, cppStringType));
  if (set !== undefined) return cppStringTypes[set] ?? 'UNKNOWN';
  return edition >= Edition.EDITION_2024 ? 'VIEW' : 'STRING';
}

/** Whether Java checks that a string is UTF-8: by `java_string_check_utf8`, else by `(pb.java).utf8_validation`. */
export function javaChecksUtf8(field: AnyField): boolean {
  const file = fileOf(field);
  const options = file.proto.options;
  const said = options !== undefined && Object.hasOwn(options, 'javaStringCheckUtf8');
  if (said || file.edition < Edition.EDITION_2023) return options?.javaStringCheckUtf8 === true || field.utf8Validation;
  const set = inherited(field, (features) => customFeature(features, javaExtension, javaUtf8Validation));
  return set === javaVerify || field.utf8Validation;
}

/** What the nearest of a thing and those around it says. */
function inherited<Value>(desc: AnyDesc, read: (features: FeatureSet) => Value | undefined): Value | undefined {
  for (let at: AnyDesc | undefined = desc; at !== undefined; at = holderOf(at)) {
    const features = at.proto.options?.features;
    const value = features === undefined ? undefined : read(features);
    if (value !== undefined) return value;
  }
  return undefined;
}

function holderOf(desc: AnyDesc): AnyDesc | undefined {
  switch (desc.kind) {
    case 'file':
      return undefined;
    case 'field':
      return desc.oneof ?? desc.parent;
    case 'message':
    case 'enum':
    case 'extension':
      return desc.parent ?? desc.file;
    case 'service':
      return desc.file;
    case 'oneof':
    case 'enum_value':
    case 'rpc':
      return desc.parent;
  }
}

/** A number in a feature set of a language, which is an extension that no registry needs to know. */
function customFeature(features: FeatureSet, extension: number, wanted: number): number | undefined {
  let value: number | undefined;
  for (const { no, wireType, data } of features.$unknown ?? []) {
    if (no !== extension || wireType !== WireType.LengthDelimited) continue;
    const reader = new BinaryReader(new BinaryReader(data).bytes());
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      if (number === wanted && type === WireType.Varint) value = reader.int32();
      else reader.skip(type, number);
    }
  }
  return value;
}

function isSet(options: FieldOptions, name: keyof FieldOptions): boolean {
  return Object.hasOwn(options, name);
}
