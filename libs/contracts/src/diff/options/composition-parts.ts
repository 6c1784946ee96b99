import { parseDuration } from '@tributary/language';
import { expressionMeaning } from './expression-meaning.ts';
import { fieldsOf, itemsOf, nodeText, scalarOf, type OptionNode } from './option-tree.ts';

/** A part of a composition: what it means, in a form that is equal for equal meanings, and how it is written. */
export interface CompositionPart {
  readonly meaning: string;
  readonly text: string;
  /** The path of the part that it is inside of; undefined for the outermost. */
  readonly within: string | undefined;
}

type Reading =
  | { readonly kind: 'duration' | 'expression' | 'expressions' | 'words' | 'keys' | 'arguments' | 'steps' }
  | { readonly kind: 'text'; readonly byDefault?: string };

const expression: Reading = { kind: 'expression' };
const duration: Reading = { kind: 'duration' };

/** How the fields of the language's messages are read; those that are not here as they stand. */
const readings: Readonly<Record<string, Readonly<Record<string, Reading>>>> = {
  'tributary.v1.Composite': {
    timeout: duration,
    invalidates: { kind: 'expressions' },
    max_calls: { kind: 'text', byDefault: '1000' },
    forward: { kind: 'keys' },
  },
  'tributary.v1.Require': {
    that: expression,
    code: { kind: 'text', byDefault: 'FAILED_PRECONDITION' },
    message: expression,
  },
  'tributary.v1.Source': {
    value: expression,
    args: { kind: 'arguments' },
    select: expression,
    when: expression,
    fallback: expression,
    timeout: duration,
    forward: { kind: 'keys' },
    absent: { kind: 'words' },
    errors: { kind: 'steps' },
  },
  'tributary.v1.ErrorRule': { codes: { kind: 'words' }, when: expression, message: expression },
  'tributary.v1.Retry': {
    attempts: { kind: 'text', byDefault: '3' },
    backoff: duration,
    codes: { kind: 'words' },
  },
  'tributary.v1.Hedge': { after: duration },
  'tributary.v1.Cache': {
    ttl: duration,
    stale_while_revalidate: duration,
    stale_if_error: duration,
    negative_ttl: duration,
    degraded_ttl: duration,
    tags: { kind: 'expressions' },
  },
  'tributary.v1.Batch': { max_keys: { kind: 'text', byDefault: '100' } },
};

/** What a field means that is written out though it says the default, by path of message and field. */
const meaningByDefault: Readonly<Record<string, string>> = {
  'tributary.v1.Composite.timeout': '5000 ms',
  'tributary.v1.Retry.backoff': '25 ms',
  'tributary.v1.Retry.codes': 'UNAVAILABLE',
};

/** The parts of an option of the language, by their path. */
export function compositionParts(path: string, node: OptionNode): ReadonlyMap<string, CompositionPart> {
  const parts = new Map<string, CompositionPart>();
  if (path === 'tributary.v1.let') addLets(parts, path, node);
  else if (node.kind === 'list') addSteps(parts, path, undefined, itemsOf(node));
  else addMessage(parts, path, undefined, node);
  return parts;
}

type Parts = Map<string, CompositionPart>;

function addMessage(parts: Parts, path: string, within: string | undefined, node: OptionNode): void {
  if (node.kind !== 'message') return;
  parts.set(path, { meaning: 'there', text: nodeText(node), within });
  const { typeName } = node;
  for (const [name, value] of node.fields) {
    // With a fallback a source is optional whether it says so or not.
    if (typeName === 'tributary.v1.Source' && name === 'optional' && node.fields.has('fallback')) continue;
    const reading = readings[typeName]?.[name] ?? { kind: 'text' };
    addField(parts, { path, name, holder: typeName }, value, reading);
  }
}

interface FieldPlace {
  /** Of the message that holds it. */
  readonly path: string;
  readonly name: string;
  /** The message's type. */
  readonly holder: string;
}

function addField(parts: Parts, { path: within, name, holder }: FieldPlace, value: OptionNode, reading: Reading): void {
  const path = `${within}.${name}`;
  const text = nodeText(value);
  const add = (meaning: string) => {
    if (meaning !== meaningByDefault[`${holder}.${name}`]) parts.set(path, { meaning, text, within });
  };
  switch (reading.kind) {
    case 'duration':
      return add(durationMeaning(value));
    case 'expression':
      return add(expressionMeaning(String(scalarOf(value))));
    case 'expressions':
      return add(sorted(itemsOf(value).map((item) => expressionMeaning(String(scalarOf(item))))));
    case 'words':
      return add(sorted(itemsOf(value).map(nodeText)));
    case 'keys':
      return add(sorted(itemsOf(value).map((item) => nodeText(item).toLowerCase())));
    case 'arguments':
      return addArguments(parts, path, within, itemsOf(value));
    case 'steps':
      return addSteps(parts, path, within, itemsOf(value));
    case 'text':
      if (value.kind === 'message') return addMessage(parts, path, within, value);
      if (text !== reading.byDefault) add(text);
  }
}

/** Each by the path that it fills: their order says nothing. */
function addArguments(parts: Parts, path: string, within: string, items: readonly OptionNode[]): void {
  for (const item of items) {
    const text = String(scalarOf(item));
    const at = text.indexOf('=');
    const meaning = expressionMeaning(text.slice(at + 1));
    parts.set(`${path}[${text.slice(0, at).trim()}]`, { meaning, text: nodeText(item), within });
  }
}

/** Each by its name: their order says nothing. */
function addLets(parts: Parts, path: string, node: OptionNode): void {
  for (const item of itemsOf(node)) {
    const fields = fieldsOf(item);
    const at = `${path}[${String(scalarOf(fields.get('name')))}]`;
    const from = fields.get('from');
    parts.set(at, { meaning: 'there', text: nodeText(item), within: undefined });
    if (from !== undefined) addMessage(parts, `${at}.from`, at, from);
  }
}

/** Each by its index: the first that fits counts. */
function addSteps(parts: Parts, path: string, within: string | undefined, items: readonly OptionNode[]): void {
  items.forEach((item, index) => addMessage(parts, `${path}[${index}]`, within, item));
}

function durationMeaning(value: OptionNode): string {
  const text = String(scalarOf(value));
  const ms = parseDuration(text);
  return typeof ms === 'number' ? `${ms} ms` : text;
}

function sorted(texts: readonly string[]): string {
  return [...new Set(texts)].toSorted().join();
}
