/** One list of decisions, all the way: a file is generated, read, planned, and asked, and every answer is judged. */
import { fromBinary, type DescMethod } from '@bufbuild/protobuf';
import { readCompositions, type Finding } from '@tributary/language';
import { planCompositions, type MethodPlan } from '@tributary/plan';
import { Choices } from '../generate/choices.ts';
import { describeFile } from '../generate/describe-file.ts';
import { composite, generate, type Generated } from '../generate/generate.ts';
import { makeRequest } from '../generate/make-request.ts';
import { essence } from '../generate/essence.ts';
import { renderFile } from '../generate/render-file.ts';
import { flawless, makeBehaviours, scripted, type Behaviours } from '../generate/scripted.ts';
import { interpret } from '../interpreter/interpret.ts';
import { Options } from '../interpreter/options.ts';
import { wrongCalls } from './calls.ts';
import { disagreement, plainRun } from './compare.ts';
import { plainMessage } from './plain-message.ts';
import { runEngine, type EngineRun } from './run-engine.ts';

/** A composition that can be asked. */
export interface Ready {
  readonly generated: Generated;
  readonly plan: MethodPlan;
  readonly options: Options;
  /** The method as the interpreter's own descriptors have it. */
  readonly method: DescMethod;
}

/** What became of a file. */
export type Prepared =
  | { readonly kind: 'ready'; readonly ready: Ready }
  | { readonly kind: 'refused'; readonly generated: Generated; readonly findings: readonly Finding[] };

/** Generates and reads a file. */
export function prepare(numbers: readonly number[]): Prepared {
  const generated = generate(numbers);
  const descriptors = describeFile(generated.file);
  const { compositions, findings, registry } = readCompositions({ descriptors, text: () => undefined });
  if (findings.some(({ level }) => level === 'error')) return { kind: 'refused', generated, findings };
  const [plan] = planCompositions(compositions);
  const method = registry.getService(composite.service)?.methods.find(({ name }) => name === composite.method);
  if (plan === undefined || method === undefined) throw new Error('the composite method is lost');
  return { kind: 'ready', ready: { generated, plan, options: new Options(registry), method } };
}

/** A request and how it went. */
export interface Examined {
  readonly run: EngineRun;
  /** What is wrong with it; undefined: nothing. */
  readonly wrong: string | undefined;
  /** Whether the interpreter could tell what is right. */
  readonly judged: boolean;
}

/** Asks a composition, and holds the answer to the interpreter's. */
export function examine({ generated, plan, options, method }: Ready, numbers: readonly number[]): Examined {
  const choices = new Choices(numbers);
  const behaviours = makeBehaviours(choices, generated.methods);
  const request = makeRequest(choices, method.input, method.output, undefined, true);
  const script = scripted(generated.methods, behaviours);
  const asked = { method, request: request.message, metadata: request.metadata, script };
  const run = runEngine({ plan, request: request.bytes, ...request, script });
  const allowed = interpret(options, asked);
  const found = disagreement(run, allowed, method) ?? wrongCalls(run, allowed);
  const wrong = allowed.ambiguous ? undefined : found;
  return {
    run,
    judged: allowed.answers !== undefined && !(allowed.ambiguous && found !== undefined),
    wrong: wrong === undefined ? undefined : explain({ generated, method, behaviours, request, run, wrong }),
  };
}

/** Asks a composition whose expressions cannot fail, with upstreams that do not: it must answer. */
export function examineFlawless({ generated, plan, method }: Ready, numbers: readonly number[]): Examined {
  const choices = new Choices(numbers);
  const behaviours = flawless(generated.methods, choices.below(256));
  const request = makeRequest(choices, method.input, method.output, 'full', false);
  const script = scripted(generated.methods, behaviours);
  const run = runEngine({ plan, request: request.bytes, ...request, script });
  const answer = plainRun(run, method) as { readonly reason?: string };
  const isWell = run.answer?.kind === 'ok' || answer.reason === 'REQUIREMENT_FAILED';
  const wrong = isWell ? undefined : JSON.stringify(answer, undefined, 1);
  return {
    run,
    judged: true,
    wrong: wrong === undefined ? undefined : explain({ generated, method, behaviours, request, run, wrong }),
  };
}

interface Story {
  readonly generated: Generated;
  readonly method: DescMethod;
  readonly behaviours: Behaviours;
  readonly request: ReturnType<typeof makeRequest>;
  readonly run: EngineRun;
  readonly wrong: string;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Everything that it takes to see a failure happen again. */
function explain({ generated, method, behaviours, request, run, wrong }: Story): string {
  const script = scripted(generated.methods, behaviours);
  const calls = run.calls.map(({ method: called, request: bytes }) => {
    const message = fromBinary(called.input, bytes);
    const reply = script(called, message);
    const said =
      reply.kind === 'ok'
        ? `${JSON.stringify(plainMessage(called.output, fromBinary(called.output, reply.bytes)))} ${hexOf(reply.bytes)}`
        : reply.kind === 'status'
          ? `status ${reply.code} "${reply.message}"`
          : `malformed ${hexOf(reply.bytes)}`;
    return `${called.name} ${JSON.stringify(plainMessage(called.input, message))} -> ${said}`;
  });
  return [
    renderFile(essence(generated.file)),
    `request: ${JSON.stringify(plainMessage(method.input, request.message))}`,
    `metadata: ${JSON.stringify([...request.metadata])} pace: ${JSON.stringify(request.pace)}`,
    ...calls,
    ...run.causes,
    wrong,
  ].join('\n');
}
