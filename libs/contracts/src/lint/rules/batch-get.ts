import type { DescField, DescMessage } from '@bufbuild/protobuf';
import type { LintedMethod, Objection } from '../linted-method.ts';
import { isOwnKey, snakeCase } from '../listed-keys.ts';

const getsOne = /^(?:Get|Lookup)([A-Z]\w*)$/;
const getsSeveral = /^(?:BatchGet|BatchLookup|MultiGet)/;

/** Rules of methods that get one thing, or several by their keys. */
export function checkBatches(linted: LintedMethod): Objection[] {
  const { method } = linted;
  if (getsSeveral.test(method.name)) return checkShape(method.input, method.output);
  const [, thing] = getsOne.exec(method.name) ?? [];
  return thing === undefined ? [] : checkGet(linted, thing);
}

function checkGet({ method, listedKeys }: LintedMethod, thing: string): Objection[] {
  const keys = method.input.fields.filter((field) => field.message?.typeName !== 'google.protobuf.FieldMask');
  const [key] = keys;
  if (key === undefined || keys.length > 1 || key.fieldKind !== 'scalar') return [];
  const listed = isOwnKey(key.name) ? `${snakeCase(thing)}_${key.name}` : key.name;
  // A list of the things themselves has them already.
  const carriers = [...(listedKeys.get(listed) ?? [])].filter((name) => name !== thing);
  const [carrier] = carriers;
  if (
    carrier === undefined ||
    method.parent.methods.some(({ name, output }) => isBatchOf(name, output, method.output))
  ) {
    return [];
  }
  return [
    {
      rule: 'batch-get',
      message: `lists of ${carrier} carry ${listed}, and ${method.parent.name} gets one ${thing} at a time`,
      note: `add BatchGet${thing}s, which takes the keys as a repeated field and answers in their order`,
    },
  ];
}

/** Whether a method gets several of what another gets one of: the message, or what is in it. */
function isBatchOf(name: string, output: DescMessage, one: DescMessage): boolean {
  if (!getsSeveral.test(name)) return false;
  const things = new Set([one, ...one.fields.map(({ message }) => message)]);
  return output.fields.some((field) => field.fieldKind === 'list' && things.has(field.message));
}

function checkShape(input: DescMessage, output: DescMessage): Objection[] {
  const isList = (field: DescField): boolean => field.fieldKind === 'list';
  const keys = input.fields.filter(isList);
  const items = output.fields.filter((field) => isList(field) && field.message !== undefined);
  const objections: Objection[] = [];
  if (keys.length !== 1) {
    objections.push({
      rule: 'batch-shape',
      message: `${input.name} has ${keys.length === 0 ? 'no repeated field' : `${keys.length} repeated fields`}`,
      note: 'one repeated field takes the keys; what else the request has is the same for all of them',
    });
  }
  if (items.length !== 1) {
    objections.push({
      rule: 'batch-shape',
      message: `${output.name} has ${items.length === 0 ? 'no repeated field of messages' : `${items.length} repeated fields of messages`}`,
      note: 'one repeated field has the items, in the order of the keys or each with its key',
    });
  }
  return objections;
}
