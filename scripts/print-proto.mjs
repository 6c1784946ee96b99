// Prints a file descriptor as .proto text. Custom options are left out: what imports the file needs its symbols only.
import { FieldDescriptorProto_Label, FieldDescriptorProto_Type as Type } from '@bufbuild/protobuf/wkt';

const scalarNames = new Map(
  Object.entries(Type)
    .filter(([name]) => Number.isNaN(Number(name)))
    .map(([name, number]) => [number, name.toLowerCase()]),
);

/**
 * @param {import('@bufbuild/protobuf').DescFile} file
 * @returns {string} the file as text that compiles
 */
export function printProto(file) {
  const { proto } = file;
  const syntax = proto.syntax === '' ? 'proto2' : proto.syntax;
  if (syntax === 'editions') throw new Error(`cannot print ${file.name}: editions are not supported`);
  const out = [`syntax = "${syntax}";`, ''];
  if (proto.package !== '') out.push(`package ${proto.package};`, '');
  for (const dependency of proto.dependency) out.push(`import "${dependency}";`);
  out.push('');
  for (const declaration of proto.enumType) printEnum(declaration, '', out);
  for (const message of proto.messageType) printMessage(message, syntax, '', out);
  printExtensions(proto.extension, syntax, '', out);
  return out.join('\n') + '\n';
}

function printEnum(declaration, indent, out) {
  out.push(`${indent}enum ${declaration.name} {`);
  if (declaration.options?.allowAlias) out.push(`${indent}  option allow_alias = true;`);
  for (const value of declaration.value) out.push(`${indent}  ${value.name} = ${value.number};`);
  out.push(`${indent}}`);
}

function printMessage(message, syntax, indent, out) {
  const inner = indent + '  ';
  out.push(`${indent}message ${message.name} {`);
  for (const declaration of message.enumType) printEnum(declaration, inner, out);
  const entries = new Map();
  for (const nested of message.nestedType) {
    if (nested.options?.mapEntry) entries.set(nested.name, nested);
    else printMessage(nested, syntax, inner, out);
  }
  for (const range of message.extensionRange) out.push(`${inner}extensions ${range.start} to ${rangeEnd(range)};`);
  for (const range of message.reservedRange) out.push(`${inner}reserved ${range.start} to ${rangeEnd(range)};`);
  for (const name of message.reservedName) out.push(`${inner}reserved "${name}";`);
  const printed = new Set();
  for (const field of message.field) {
    if (field.oneofIndex !== undefined && hasOwn(field, 'oneofIndex') && !field.proto3Optional) {
      if (printed.has(field.oneofIndex)) continue;
      printed.add(field.oneofIndex);
      out.push(`${inner}oneof ${message.oneofDecl[field.oneofIndex].name} {`);
      for (const member of message.field) {
        if (member.oneofIndex === field.oneofIndex && hasOwn(member, 'oneofIndex')) {
          out.push(`${inner}  ${typeName(member, entries)} ${member.name} = ${member.number};`);
        }
      }
      out.push(`${inner}}`);
      continue;
    }
    out.push(`${inner}${label(field, syntax, entries)}${typeName(field, entries)} ${field.name} = ${field.number};`);
  }
  printExtensions(message.extension, syntax, inner, out);
  out.push(`${indent}}`);
}

function printExtensions(extensions, syntax, indent, out) {
  for (const extension of extensions) {
    out.push(`${indent}extend ${extension.extendee} {`);
    out.push(
      `${indent}  ${label(extension, syntax, new Map())}${typeName(extension, new Map())} ${extension.name} = ${extension.number};`,
    );
    out.push(`${indent}}`);
  }
}

// Unset fields of a protobuf-es message sit on its prototype.
const hasOwn = (message, name) => Object.prototype.hasOwnProperty.call(message, name);

const rangeEnd = (range) => (range.end > 536870911 ? 'max' : String(range.end - 1));

function label(field, syntax, entries) {
  if (entries.has(field.typeName.split('.').at(-1))) return '';
  if (field.label === FieldDescriptorProto_Label.REPEATED) return 'repeated ';
  if (field.label === FieldDescriptorProto_Label.REQUIRED) return 'required ';
  return syntax === 'proto2' || field.proto3Optional ? 'optional ' : '';
}

function typeName(field, entries) {
  const entry = entries.get(field.typeName.split('.').at(-1));
  if (entry !== undefined) return `map<${typeName(entry.field[0], entries)}, ${typeName(entry.field[1], entries)}>`;
  return field.typeName === '' ? scalarNames.get(field.type) : field.typeName;
}
