/**
 * A second, plain interpreter of compositions, to hold the engine to: everything is decoded, expressions are evaluated by
 * `@bufbuild/cel` alone, messages are made field by field. It shares nothing with the composition reader, the plan or the
 * engine, and knows no time: where it matters which of several failures came first, it answers once for each.
 */
import type { DescMethod, Message } from '@bufbuild/protobuf';
import { codeName, Worlds, type Failure } from './failure.ts';
import { Frame } from './frame.ts';
import type { Gap } from './gap.ts';
import { readMask, type Mask } from './mask.ts';
import type { Options } from './options.ts';
import { RequestRun, type AskedCall } from './request-run.ts';
import type { Script } from './script.ts';
import { readField } from './value.ts';

/** What a caller may get. */
export type Answer =
  | { readonly kind: 'ok'; readonly message: Message; readonly gaps: readonly Gap[] }
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly message: string;
      readonly reason: string;
      readonly path: string;
      readonly call: string;
      /** The upstream's code, by name. */
      readonly upstreamCode: string;
    };

/** All that the language allows. */
export interface Interpretation {
  /** One for each order in which failures may have come; undefined where there are too many to go through. */
  readonly answers: readonly Answer[] | undefined;
  /** Every call that may be asked for. */
  readonly calls: ReadonlyMap<string, AskedCall>;
  /** Each of these calls is made, as it does not depend on time what is asked for. */
  readonly certain: boolean;
  /**
   * Messages of which a mask has only a part are read by name in expressions that were not evaluated, as it turned out.
   * An engine may have made them whole, or some of them, for it cannot know beforehand.
   */
  readonly ambiguous: boolean;
}

/** A request to a composite method. */
export interface Asked {
  readonly method: DescMethod;
  readonly request: Message;
  /** By keys in lower case. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly script: Script;
}

const maxWorlds = 64;

/** Works out what may be answered. */
export function interpret(options: Options, asked: Asked): Interpretation {
  const mask = maskOf(options, asked);
  if (mask.kind === 'refused') return { answers: [mask.answer], calls: new Map(), certain: true, ambiguous: false };
  const exact = explore(options, asked, mask.mask, new Set());
  const mentioned = [...exact.partial].filter((slot) => options.mentions(slot.slice(slot.lastIndexOf('/') + 1)));
  if (mentioned.length === 0) return { ...exact, ambiguous: false };
  const wider = explore(options, asked, mask.mask, new Set(mentioned));
  return {
    answers: exact.answers && wider.answers && [...exact.answers, ...wider.answers],
    calls: new Map([...exact.calls, ...wider.calls]),
    certain: false,
    ambiguous: true,
  };
}

interface Explored {
  readonly answers: readonly Answer[] | undefined;
  readonly calls: ReadonlyMap<string, AskedCall>;
  readonly certain: boolean;
  readonly partial: ReadonlySet<string>;
}

/** Interprets the request in every world. */
function explore(options: Options, asked: Asked, mask: Mask, wholeFromTheStart: ReadonlySet<string>): Explored {
  const { method, request } = asked;
  const worlds = new Worlds();
  const answers: Answer[] = [];
  const calls = new Map<string, AskedCall>();
  const partial = new Set<string>();
  let leftSomething = false;
  do {
    if (answers.length >= maxWorlds) return { answers: undefined, calls, certain: false, partial };
    let whole = wholeFromTheStart;
    // What is read by name is made whole, which is known only once everything has been read.
    for (;;) {
      worlds.again();
      const value = { type: { kind: 'message', message: method.input }, held: request } as const;
      const { forward } = options.composite(method);
      const run = new RequestRun({ ...asked, options, request: value, forward, chooser: worlds, whole });
      const root = new Frame(run, method.output, undefined, { kind: 'none' }, mask);
      const end = root.make();
      const answer: Answer =
        end.kind === 'failed'
          ? statusOf(end.failure)
          : { kind: 'ok', message: root.toMessage(mask), gaps: root.gaps() };
      for (const [key, call] of run.asked) calls.set(key, call);
      if (mask === 'all' || [...run.readWhole].every((slot) => whole.has(slot))) {
        answers.push(answer);
        leftSomething ||= run.leftSomething;
        for (const slot of run.partial) partial.add(slot);
        break;
      }
      whole = new Set([...whole, ...run.readWhole]);
    }
  } while (worlds.advance());
  const [answer] = answers;
  return { answers, calls, certain: answers.length === 1 && answer?.kind === 'ok' && !leftSomething, partial };
}

type MaskOf = { readonly kind: 'mask'; readonly mask: Mask } | { readonly kind: 'refused'; readonly answer: Answer };

function maskOf(options: Options, { method, request, metadata }: Asked): MaskOf {
  const named = options.composite(method).maskField;
  const field = method.input.fields.find(
    ({ name, message }) =>
      name === (named === '' ? 'read_mask' : named) && message?.typeName === 'google.protobuf.FieldMask',
  );
  const fromField =
    field === undefined ? undefined : (readField(request, field) as (Message & { paths: string[] }) | undefined);
  const header = metadata.get('tributary-fields') ?? '';
  const inField = fromField !== undefined && fromField.paths.length > 0;
  const paths = inField
    ? fromField.paths
    : header
        .split(',')
        .map((path) => path.trim())
        .filter((path) => path !== '');
  const mask = readMask(paths, method.output);
  if (mask === 'all' || mask instanceof Map) return { kind: 'mask', mask };
  return {
    kind: 'refused',
    answer: {
      kind: 'status',
      code: 3,
      message: '',
      reason: 'INVALID_REQUEST',
      path: inField ? (field?.name ?? '') : 'tributary-fields',
      call: '',
      upstreamCode: 'INVALID_ARGUMENT',
    },
  };
}

function statusOf({ code, text, verbatim, path = '', reason, call, firstCode }: Failure): Answer {
  const said = text === '' ? codeName(code) : text;
  return {
    kind: 'status',
    code: code === 12 ? 13 : code,
    message: verbatim || path === '' ? said : `${path}: ${said}`,
    reason,
    path,
    call,
    upstreamCode: codeName(firstCode),
  };
}
