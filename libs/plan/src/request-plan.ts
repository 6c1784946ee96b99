import type { DescField } from '@bufbuild/protobuf';
import type { Argument } from '@tributary/language';
import { Writer, type FieldShape, type RawValue } from '@tributary/wire';
import type { Environment, Use } from './evaluator.ts';
import { fieldShape } from './evaluator.ts';
import { compileProducer, type PlanOf, type Producer } from './production.ts';

/** A request, or why there is none. */
export type BuiltRequest =
  { readonly kind: 'request'; readonly bytes: Uint8Array } | { readonly kind: 'failed'; readonly message: string };

/** Builds requests of a call. */
export interface RequestPlan {
  readonly uses: readonly Use[];
  build(environment: Environment): BuiltRequest;
}

/** Arguments by field: a value, or those inside a message. */
type Node =
  | { readonly kind: 'value'; readonly field: FieldShape; readonly producer: Producer }
  | { readonly kind: 'message'; readonly field: FieldShape; readonly nodes: Node[] };

/** A failing argument ends the building of a request. */
type Failure = { readonly message: string } | undefined;

const empty: BuiltRequest = { kind: 'request', bytes: new Uint8Array() };

/** Makes the arguments of a call ready. Fields are written in ascending order, so that equal requests are equal bytes. */
export function compileRequest(args: readonly Argument[], planOf: PlanOf): RequestPlan {
  const nodes: Node[] = [];
  const uses: Use[] = [];
  for (const { path, value, assignment } of args) {
    const producer = compileProducer(value, assignment, planOf);
    uses.push(...producer.uses);
    insert(nodes, path, producer);
  }
  sort(nodes);
  if (nodes.length === 0) return { uses: [], build: () => empty };
  return {
    uses: distinct(uses),
    build(environment) {
      const writer = new Writer(64);
      const failure = write(nodes, environment, writer);
      return failure === undefined
        ? { kind: 'request', bytes: writer.finishPooled() }
        : { kind: 'failed', message: failure.message };
    },
  };
}

function insert(nodes: Node[], path: readonly DescField[], producer: Producer): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  const field = fieldShape(first);
  if (rest.length === 0) {
    nodes.push({ kind: 'value', field, producer });
    return;
  }
  let inner = nodes.find((node) => node.kind === 'message' && node.field === field);
  if (inner?.kind !== 'message') {
    inner = { kind: 'message', field, nodes: [] };
    nodes.push(inner);
  }
  insert(inner.nodes, rest, producer);
}

function sort(nodes: Node[]): void {
  nodes.sort((a, b) => a.field.number - b.field.number);
  for (const node of nodes) if (node.kind === 'message') sort(node.nodes);
}

function write(nodes: readonly Node[], environment: Environment, writer: Writer): Failure {
  for (const node of nodes) {
    if (node.kind === 'value') {
      const produced = node.producer.produce(environment);
      if (produced.kind === 'failed') return produced;
      if (produced.kind === 'raw') writer.field(node.field, produced.value);
      continue;
    }
    const before = writer.length;
    const mark = writer.begin(node.field);
    const empty = writer.length;
    const failure = write(node.nodes, environment, writer);
    if (failure !== undefined) return failure;
    // A message is given where anything in it is.
    if (writer.length === empty) writer.truncate(before);
    else writer.end(mark);
  }
  return undefined;
}

/** Each name once; needed where anybody needs it. */
export function distinct(uses: readonly Use[]): readonly Use[] {
  const found = new Map<Use['reference'], Use>();
  for (const use of uses) {
    const known = found.get(use.reference);
    if (known === undefined || (known.asked && !use.asked)) found.set(use.reference, use);
  }
  return [...found.values()];
}

/** A key of a batch in a form that can be compared: numbers of any width, texts and bytes. */
export function keyIdentity(value: RawValue): string {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1')
    : String(value);
}
