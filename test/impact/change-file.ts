/** Changes of the messages that upstreams speak, made at random. */
import type { Choices } from '../oracle/generate/choices.ts';
import type { Generated } from '../oracle/generate/generate.ts';
import {
  scalarNames,
  type FieldModel,
  type FieldType,
  type FileModel,
  type MessageModel,
} from '../oracle/generate/proto-model.ts';
import { packageName, scalar } from '../oracle/generate/types.ts';

/** A file after some changes. */
export interface ChangedFile {
  readonly file: FileModel;
  /** Names that fields had before, by "Message.field" as it is now. */
  readonly renamed: ReadonlyMap<string, string>;
  /** What was done, for people. */
  readonly done: readonly string[];
}

/** Changes one to three fields of messages that upstreams take or give. */
export function changeFile(choices: Choices, { file, methods }: Generated): ChangedFile {
  const spoken = spokenMessages(
    file,
    methods.flatMap(({ request, reply }) => [request.name, reply.name]),
  );
  const messages = new Map(file.messages.map((message) => [message.name, message]));
  const renamed = new Map<string, string>();
  const done: string[] = [];
  for (let i = choices.count(1, 3); i > 0; i--) {
    const message = messages.get(choices.of(spoken) ?? '');
    if (message === undefined) continue;
    const fields = changeFields(choices, message, renamed, done);
    messages.set(message.name, { ...message, fields });
  }
  return { file: { ...file, messages: [...messages.values()] }, renamed, done };
}

/** The messages in reach of some, that hold data alone. */
function spokenMessages({ messages }: FileModel, names: readonly string[]): readonly string[] {
  const byName = new Map(messages.map((message) => [message.name, message]));
  const found = new Set(names);
  for (const name of found) {
    for (const { type } of byName.get(name)?.fields ?? []) {
      const single = type.kind === 'list' ? type.element : type.kind === 'map' ? type.value : type;
      if (single.kind === 'message' && single.name.startsWith(`${packageName}.`)) {
        found.add(single.name.slice(packageName.length + 1));
      }
    }
  }
  return [...found].filter((name) => byName.get(name)?.fields.every(({ from }) => from === undefined) === true);
}

function changeFields(
  choices: Choices,
  { name, fields }: MessageModel,
  renamed: Map<string, string>,
  done: string[],
): FieldModel[] {
  const free = (): number => Math.max(...fields.map(({ number }) => number), 100) + 1;
  const field = choices.of(fields);
  const kind = choices.one('remove', 'renumber', 'retype', 'swap', 'rename', 'add', 'presence', 'list');
  if (field === undefined || kind === 'add') {
    done.push(`${name}: a field is new`);
    return [...fields, { name: `new${String(free())}`, number: free(), type: anyScalar(choices) }];
  }
  done.push(`${name}.${field.name}: ${kind}`);
  const put = (changed: FieldModel): FieldModel[] => fields.map((one) => (one === field ? changed : one));
  switch (kind) {
    case 'remove':
      return fields.filter((one) => one !== field);
    case 'renumber':
      return put({ ...field, number: free() });
    case 'retype':
      return put({ ...plain(field), type: anyScalar(choices) });
    case 'swap': {
      const other = choices.of(fields) ?? field;
      return fields.map((one) =>
        one === field ? { ...one, number: other.number } : one === other ? { ...one, number: field.number } : one,
      );
    }
    case 'rename': {
      const now = `${field.name}x`;
      renamed.set(`${name}.${now}`, renamed.get(`${name}.${field.name}`) ?? field.name);
      return put({ ...field, name: now });
    }
    case 'presence': {
      const { type } = field;
      if (field.oneof !== undefined || (type.kind !== 'scalar' && type.kind !== 'enum')) return [...fields];
      return put(field.optional === true ? plain(field) : { ...field, optional: true });
    }
    case 'list': {
      const { type } = field;
      if (type.kind === 'map') return [...fields];
      return put({ ...plain(field), type: type.kind === 'list' ? type.element : { kind: 'list', element: type } });
    }
  }
}

/** Without presence, and out of its oneof. */
function plain({ name, number, type }: FieldModel): FieldModel {
  return { name, number, type };
}

function anyScalar(choices: Choices): FieldType {
  return scalar(choices.of(scalarNames) ?? 'string');
}
