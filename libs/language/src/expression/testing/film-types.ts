import { create, createFileRegistry, type DescEnum, type DescMessage, type Registry } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt';

const imports = [
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
];

interface Field {
  readonly name: string;
  readonly type: Type;
  readonly typeName?: string;
  readonly label?: Label;
}

function numbered(fields: readonly Field[]) {
  return fields.map((field, index) => ({ label: Label.OPTIONAL, ...field, number: index + 1 }));
}

function ofType(name: string, typeName: string, label = Label.OPTIONAL): Field {
  return { name, type: Type.MESSAGE, typeName: `.${typeName}`, label };
}

const text = Type.STRING;

const file = create(FileDescriptorProtoSchema, {
  name: 'catalog/v1/catalog.proto',
  package: 'catalog.v1',
  syntax: 'proto3',
  dependency: imports.map(({ proto }) => proto.name),
  enumType: [
    {
      name: 'Genre',
      value: [
        { name: 'GENRE_UNSPECIFIED', number: 0 },
        { name: 'DRAMA', number: 1 },
        { name: 'COMEDY', number: 2 },
      ],
    },
  ],
  messageType: [
    {
      name: 'Movie',
      field: numbered([
        { name: 'title', type: text },
        { name: 'year', type: Type.INT32 },
        { name: 'genre', type: Type.ENUM, typeName: '.catalog.v1.Genre' },
        { name: 'keywords', type: text, label: Label.REPEATED },
        ofType('director', 'catalog.v1.Person'),
        ofType('cast', 'catalog.v1.Person', Label.REPEATED),
        ofType('released', 'google.protobuf.Timestamp'),
        ofType('length', 'google.protobuf.Duration'),
        ofType('subtitle', 'google.protobuf.StringValue'),
        ofType('extra', 'google.protobuf.Struct'),
        ofType('attachment', 'google.protobuf.Any'),
        { name: 'gross', type: Type.INT64 },
        { name: 'votes', type: Type.UINT32 },
        { name: 'score', type: Type.DOUBLE },
        ofType('labels', 'catalog.v1.Movie.LabelsEntry', Label.REPEATED),
        ofType('ratings', 'catalog.v1.Movie.RatingsEntry', Label.REPEATED),
        { name: 'cut', type: Type.ENUM, typeName: '.catalog.v1.Movie.Cut' },
      ]),
      enumType: [{ name: 'Cut', value: [{ name: 'THEATRICAL' }, { name: 'DIRECTORS', number: 1 }] }],
      nestedType: [
        {
          name: 'LabelsEntry',
          options: { mapEntry: true },
          field: numbered([
            { name: 'key', type: text },
            { name: 'value', type: text },
          ]),
        },
        {
          name: 'RatingsEntry',
          options: { mapEntry: true },
          field: numbered([{ name: 'key', type: Type.UINT32 }, ofType('value', 'catalog.v1.Person')]),
        },
      ],
    },
    {
      name: 'Person',
      field: numbered([{ name: 'name', type: text }, ofType('home', 'catalog.v1.Place')]),
    },
    { name: 'Place', field: numbered([{ name: 'town', type: text }]) },
    {
      // Names that are words of CEL, or that JavaScript's objects have.
      name: 'Awkward',
      field: numbered(
        ['in', 'true', 'type', 'size', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'null'].map(
          (name) => ({ name, type: text }),
        ),
      ),
    },
  ],
});

const registry = createFileRegistry(
  create(FileDescriptorSetSchema, { file: [...imports.map(({ proto }) => proto), file] }),
);

/** For specs: the types of a small film catalogue, made without a compiler. */
export const filmTypes: Registry = registry;

/** For specs: a message of {@link filmTypes}. */
export function filmMessage(name: 'Movie' | 'Person' | 'Place' | 'Awkward'): DescMessage {
  const message = registry.getMessage(`catalog.v1.${name}`);
  if (message === undefined) throw new Error(`no ${name}`);
  return message;
}

/** For specs: an enum of {@link filmTypes}. */
export function filmEnum(name: 'Genre' | 'Movie.Cut'): DescEnum {
  const found = registry.getEnum(`catalog.v1.${name}`);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}
