/** A file model as the `.proto` that says the same: for people who read a failure, and for the compiler. */
import { imports } from './describe-file.ts';
import type { FieldType, FileModel, MessageModel } from './proto-model.ts';

/** The text of a file. */
export function renderFile({ package: name, enums, messages, services }: FileModel): string {
  const lines = ['syntax = "proto3";', '', `package ${name};`, ''];
  lines.push(...imports.map(({ proto }) => `import "${proto.name}";`));
  for (const { name: enumeration, values } of enums) {
    lines.push('', `enum ${enumeration} {`, ...values.map(([value, number]) => `  ${value} = ${number};`), '}');
  }
  for (const message of messages) lines.push('', ...renderMessage(message));
  for (const { name: service, methods } of services) {
    lines.push('', `service ${service} {`);
    for (const { name: method, input, output, safety, composite } of methods) {
      lines.push(`  rpc ${method}(.${input}) returns (.${output}) {`, `    option idempotency_level = ${safety};`);
      if (composite !== undefined)
        lines.push(`    option (tributary.v1.composite) = ${renderValue(composite, '    ')};`);
      lines.push('  }');
    }
    lines.push('}');
  }
  return `${lines.join('\n')}\n`;
}

function renderMessage({ name, fields, lets, requires, source }: MessageModel): string[] {
  const lines = [`message ${name} {`];
  for (const one of lets) lines.push(`  option (tributary.v1.let) = ${renderValue(one, '  ')};`);
  for (const one of requires) lines.push(`  option (tributary.v1.require) = ${renderValue(one, '  ')};`);
  if (source !== undefined) lines.push(`  option (tributary.v1.source) = ${renderValue(source, '  ')};`);
  let open: string | undefined;
  for (const { name: field, number, type, optional, oneof, from } of fields) {
    if (oneof !== open) {
      if (open !== undefined) lines.push('  }');
      if (oneof !== undefined) lines.push(`  oneof ${oneof} {`);
      open = oneof;
    }
    const option = from === undefined ? '' : ` [(tributary.v1.from) = ${renderValue(from, '  ')}]`;
    lines.push(`  ${optional === true ? 'optional ' : ''}${renderType(type)} ${field} = ${number}${option};`);
  }
  if (open !== undefined) lines.push('  }');
  return [...lines, '}'];
}

/** A type as a `.proto` spells it. */
export function renderType(type: FieldType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'enum':
    case 'message':
      return `.${type.name}`;
    case 'list':
      return `repeated ${renderType(type.element)}`;
    case 'map':
      return `map<${type.key}, ${renderType(type.value)}>`;
  }
}

/** Text format. Numbers in it are enum values where they stand for codes, which is legal as well. */
function renderValue(value: unknown, indent: string): string {
  if (Array.isArray(value)) return `[${value.map((one) => renderValue(one, indent)).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  if (fields.length === 0) return '{}';
  return `{\n${fields.map(([name, one]) => `${inner}${name}: ${renderValue(one, inner)}\n`).join('')}${indent}}`;
}
