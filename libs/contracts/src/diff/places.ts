import type { AnyDesc, DescFile } from '@bufbuild/protobuf';
import type { ChangePlace } from './change.ts';
import { fileOf } from './contract.ts';

// Numbers of the fields of descriptor.proto that paths are made of.
const inFile = { package: 2, message: 4, enum: 5, service: 6, extension: 7, options: 8, syntax: 12 };
const inMessage = { field: 2, message: 3, enum: 4, extension: 6, options: 7, oneof: 8 };
const valueInEnum = 2;
const methodInService = 2;
const nameInAny = 1;
/** Where options are: in a message 7, and so on. */
const optionsIn: Readonly<Record<AnyDesc['kind'], number>> = {
  file: inFile.options,
  message: inMessage.options,
  field: 8,
  extension: 8,
  oneof: 2,
  enum: 3,
  enum_value: 3,
  service: 3,
  rpc: 4,
};

type Spans = ReadonlyMap<string, readonly number[]>;

/** Says where things are declared, from the files' source info. */
export class Places {
  readonly #spans = new Map<DescFile, Spans>();

  /**
   * The place of a declaration's name; with the number of an option, of that option where it is written there.
   */
  of(desc: AnyDesc, option?: number): ChangePlace {
    const path = pathOf(desc);
    if (path === undefined) return this.#at(fileOf(desc), undefined);
    const spans = this.#spansOf(fileOf(desc));
    const asked = option === undefined ? undefined : [...path, optionsIn[desc.kind], option].join('.');
    const named = desc.kind === 'file' ? [inFile.package] : [...path, nameInAny];
    const span = (asked === undefined ? undefined : spans.get(asked)) ?? spans.get(named.join('.'));
    return this.#at(fileOf(desc), span ?? spans.get(path.join('.')));
  }

  #at(file: DescFile, span: readonly number[] | undefined): ChangePlace {
    const [line, column] = span ?? [];
    if (line === undefined || column === undefined) return { file: file.proto.name, line: 0, column: 0 };
    return { file: file.proto.name, line: line + 1, column: column + 1 };
  }

  #spansOf(file: DescFile): Spans {
    const known = this.#spans.get(file);
    if (known !== undefined) return known;
    const spans = new Map<string, readonly number[]>();
    for (const { path, span } of file.proto.sourceCodeInfo?.location ?? []) {
      // Of an option that is written more than once the first; inside it, where the first part of it is.
      for (const key of [path, optionPrefix(path)]) {
        const text = key?.join('.');
        if (text !== undefined && !spans.has(text)) spans.set(text, span);
      }
    }
    this.#spans.set(file, spans);
    return spans;
  }
}

/** Up to the option's number, of a path that leads inside an option. */
function optionPrefix(path: readonly number[]): readonly number[] | undefined {
  let at = 0;
  let holder: AnyDesc['kind'] = 'file';
  while (at < path.length) {
    if (path[at] === optionsIn[holder]) return path.slice(0, at + 2);
    const next: AnyDesc['kind'] | undefined = memberOf(holder, path[at]);
    if (next === undefined) return undefined;
    holder = next;
    at += 2;
  }
  return undefined;
}

function memberOf(holder: AnyDesc['kind'], field: number | undefined): AnyDesc['kind'] | undefined {
  if (holder === 'file') {
    if (field === inFile.message) return 'message';
    if (field === inFile.enum) return 'enum';
    if (field === inFile.service) return 'service';
    return field === inFile.extension ? 'extension' : undefined;
  }
  if (holder === 'message') {
    if (field === inMessage.field) return 'field';
    if (field === inMessage.message) return 'message';
    if (field === inMessage.enum) return 'enum';
    if (field === inMessage.oneof) return 'oneof';
    return field === inMessage.extension ? 'extension' : undefined;
  }
  if (holder === 'enum') return field === valueInEnum ? 'enum_value' : undefined;
  return holder === 'service' && field === methodInService ? 'rpc' : undefined;
}

function pathOf(desc: AnyDesc): readonly number[] | undefined {
  switch (desc.kind) {
    case 'file':
      return [];
    case 'message':
      return desc.parent === undefined
        ? [inFile.message, desc.file.proto.messageType.indexOf(desc.proto)]
        : step(desc.parent, inMessage.message, desc.parent.proto.nestedType.indexOf(desc.proto));
    case 'enum':
      return desc.parent === undefined
        ? [inFile.enum, desc.file.proto.enumType.indexOf(desc.proto)]
        : step(desc.parent, inMessage.enum, desc.parent.proto.enumType.indexOf(desc.proto));
    case 'extension':
      return desc.parent === undefined
        ? [inFile.extension, desc.file.proto.extension.indexOf(desc.proto)]
        : step(desc.parent, inMessage.extension, desc.parent.proto.extension.indexOf(desc.proto));
    case 'service':
      return [inFile.service, desc.file.proto.service.indexOf(desc.proto)];
    case 'field':
      return step(desc.parent, inMessage.field, desc.parent.proto.field.indexOf(desc.proto));
    case 'oneof':
      return step(desc.parent, inMessage.oneof, desc.parent.proto.oneofDecl.indexOf(desc.proto));
    case 'enum_value':
      return step(desc.parent, valueInEnum, desc.parent.proto.value.indexOf(desc.proto));
    case 'rpc':
      return step(desc.parent, methodInService, desc.parent.proto.method.indexOf(desc.proto));
  }
}

function step(parent: AnyDesc, field: number, index: number): readonly number[] | undefined {
  const path = pathOf(parent);
  return path === undefined ? undefined : [...path, field, index];
}
