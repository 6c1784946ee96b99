import { hasOption, type DescField, type DescMessage, type DescMethod, type Registry } from '@bufbuild/protobuf';
import type { CacheRule, Composition } from '../composition.ts';
import { sameType, typeName, type ValueType } from '../expression/index.ts';
import { composite, source as sourceOption, type Composite } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionSite } from '../places/places.ts';
import { Conversions } from './assignability.ts';
import { readCache, readWait, readTags } from './cache-reader.ts';
import { checkCycles } from './cycles.ts';
import { readDeprecation } from './deprecation-reader.ts';
import { callOf, expressionsOf, metadataKeysOf } from './expressions-of.ts';
import { readForward } from './forward-reader.ts';
import { checkListCalls, checkUnusedLets } from './habits.ts';
import { MessageUse } from './message-use.ts';
import { optionOf } from './option-of.ts';
import { deepestParent } from './parent-depth.ts';
import { declaresNoSideEffects, type InPlace, type ReadingContext, type Vouching } from './reading-context.ts';
import type { Report } from './report.ts';
import { growTree } from './use-tree.ts';

const defaultTimeoutMs = 5000;
const defaultMaxCalls = 1000;

/** What reading all methods of a descriptor set shares. */
export interface Surroundings {
  readonly registry: Registry;
  readonly report: Report;
  readonly vouch: Vouching;
  readonly composed: ReadonlySet<DescMessage>;
  /** How far up expressions of these messages reach: see `deepestParent`. */
  readonly parentDepth: number;
}

/** Reads one composite method. What is in error is reported; the composition counts only where nothing is. */
export function readMethod(
  { registry, report, vouch, composed, parentDepth }: Surroundings,
  method: DescMethod,
): Composition | undefined {
  const option = optionOf(method, composite);
  const site: OptionSite = { element: method, option: 'composite', index: 0 };
  if (method.methodKind !== 'unary') {
    report.atKey('bad-option', site, [], {
      message: `${method.name} is a streaming method: only unary ones can be composite`,
      note: 'take `stream` or the option out',
    });
    return undefined;
  }
  const uses = new Map<string, MessageUse>();
  const unread: MessageUse[] = [];
  const isComposed = (message: DescMessage): boolean => composed.has(message);
  const context: ReadingContext = {
    registry,
    report,
    vouch,
    method,
    conversions: new Conversions(isComposed),
    forward: readForward({ report }, option.forward, site, ['forward']),
    inProgress: [],
    isComposed,
    use(message, source, parent, making = 'from-value') {
      const key = `${making} ${keyOfUse(message, source, parent, parentDepth)}`;
      const known = uses.get(key);
      if (known !== undefined) return known;
      const made = new MessageUse(context, message, source, parent, making);
      uses.set(key, made);
      unread.push(made);
      return made;
    },
    inPlace: (message, source, parent) => inPlace(context, message, source, parent),
  };
  const response = context.use(method.output, undefined, undefined, 'in-place');
  for (let use = unread.shift(); use !== undefined; use = unread.shift()) use.read();
  const tree = growTree(response, parentDepth);
  checkCycles(report, tree);
  checkListCalls(report, tree);
  checkUnusedLets(report, tree);
  const cache = readMethodCache(context, response, option, site);
  const timeoutMs = readWait(context, site, ['timeout'], option.timeout);
  const composition: Composition = {
    method,
    timeoutMs: timeoutMs > 0 ? timeoutMs : defaultTimeoutMs,
    cache,
    invalidates: readTags(context, response, option.invalidates, site, ['invalidates'], { kind: 'tags', names: false }),
    maskField: findMaskField(context, option, site),
    maxCalls: option.maxCalls === 0 ? defaultMaxCalls : option.maxCalls,
    response,
    calls: [],
    metadataKeys: [],
    deprecation: readDeprecation(context, method, option, site),
  };
  return { ...composition, ...summary([...uses.values()], composition) };
}

/** The upstream methods that may be called, and the metadata that is read or forwarded. */
function summary(uses: readonly MessageUse[], composition: Composition): Pick<Composition, 'calls' | 'metadataKeys'> {
  const calls = new Set<DescMethod>();
  const keys = new Set<string>();
  for (const { slots, requires } of uses) {
    for (const slot of slots) {
      const call = callOf(slot);
      if (call !== undefined) {
        calls.add(call.method);
        for (const key of call.forward) keys.add(key);
      }
      for (const { expression } of expressionsOf(slot)) for (const key of metadataKeysOf(expression)) keys.add(key);
    }
    for (const { that, message } of requires) {
      for (const expression of message === undefined ? [that] : [that, message]) {
        for (const key of metadataKeysOf(expression)) keys.add(key);
      }
    }
  }
  for (const tag of composition.cache?.tags ?? []) for (const key of metadataKeysOf(tag)) keys.add(key);
  return { calls: [...calls], metadataKeys: [...keys].sort() };
}

/**
 * Uses are the same where the message, its source and as many messages around it are the same as any `parent.parent`
 * reaches: with their lets, whose types may come from further up. So a message inside itself has finitely many uses.
 */
function keyOfUse(
  message: DescMessage,
  source: ValueType | undefined,
  parent: MessageUse | undefined,
  depth: number,
): string {
  const parts: string[] = [partOf(message, source)];
  let around = parent;
  for (let up = 0; up < depth && around !== undefined; up++) {
    parts.push(`${partOf(around.message, around.source)} with ${around.letTypes().join(', ')}`);
    around = around.parent;
  }
  if (around === undefined) parts.push('(response)');
  return parts.join(' < ');
}

function partOf(message: DescMessage, source: ValueType | undefined): string {
  return `${message.typeName} of ${source === undefined ? 'nothing' : typeName(source)}`;
}

/** Makes a message in place: from its own `source`, else from the same as the message around it. */
function inPlace(
  context: ReadingContext,
  message: DescMessage,
  source: ValueType | undefined,
  parent: MessageUse,
): InPlace {
  const own = hasOption(message, sourceOption);
  if (own) {
    const circle = endlessCircle(message, parent);
    if (circle !== undefined) return { kind: 'endless', circle };
  } else {
    const circle = [message.name];
    for (let around: MessageUse | undefined = parent; around !== undefined; around = around.parent) {
      circle.unshift(around.message.name);
      const same =
        around.message === message &&
        (around.source === source ||
          (around.source !== undefined && source !== undefined && sameType(around.source, source)));
      if (same) return { kind: 'endless', circle };
      if (around.hasOwnSource || around.making === 'from-value') break;
    }
  }
  return { kind: 'made', use: context.use(message, own ? undefined : source, parent, 'in-place') };
}

/** The messages from one to itself, all in place, where nothing tells its source apart at one depth and another. */
function endlessCircle(message: DescMessage, parent: MessageUse): readonly string[] | undefined {
  if (optionOf(message, sourceOption).when !== '') return undefined;
  const circle = [message.name];
  let around: MessageUse | undefined = parent;
  for (let at = message; !readsParent(at) && around?.making === 'in-place'; around = around.parent) {
    at = around.message;
    circle.unshift(at.name);
    if (at === message) return circle;
  }
  return undefined;
}

function readsParent(message: DescMessage): boolean {
  return deepestParent([message]) > 0;
}

function readMethodCache(
  context: ReadingContext,
  response: MessageUse,
  option: Composite,
  site: OptionSite,
): CacheRule | undefined {
  if (option.cache === undefined) return undefined;
  if (!declaresNoSideEffects(context.method)) {
    context.report.atKey('unsafe-cache', site, ['cache'], {
      message: `${context.method.name} is not NO_SIDE_EFFECTS, so its answers are not cached`,
      note: 'option idempotency_level = NO_SIDE_EFFECTS;',
    });
  }
  return readCache(context, response, option.cache, site, ['cache'], { kind: 'tags', names: false });
}

function findMaskField(context: ReadingContext, { maskField }: Composite, site: OptionSite): DescField | undefined {
  const { fields } = context.method.input;
  const field = fields.find(({ name }) => name === (maskField === '' ? 'read_mask' : maskField));
  const isMask = field?.fieldKind === 'message' && field.message.typeName === 'google.protobuf.FieldMask';
  if (isMask) return field;
  if (maskField !== '') {
    context.report.atOption('bad-option', site, ['mask_field'], {
      message: `${context.method.input.name} has no field "${maskField}" of type google.protobuf.FieldMask`,
      note: 'name the field of the request that holds the mask',
    });
  }
  return undefined;
}
