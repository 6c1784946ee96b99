import { nameOf, type Name } from '@tributary/plan';
import { readsOf } from '../provenance/expression-uses.ts';
import { giverOf, pathIn, type Touch } from '../provenance/flow.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { callOf, originOf } from '../provenance/slot-expressions.ts';
import type { StepUse } from '../provenance/step-use.ts';

const arrow = ' -> ';

/** A field of the answer as words: "GetPageResponse.movie.title". */
export function responseField({ root }: Provenance, path: string): string {
  return path === '' ? root.message.message.name : `${root.message.message.name}.${path}`;
}

/** The way of a symbol that is carried into the answer: `users.v1.User.age -> call "user" -> GetPageResponse.user.age`. */
export function carriedInWords(symbol: string, use: StepUse, provenance: Provenance, path: string): string {
  return [...beginning(symbol, use), responseField(provenance, path)].join(arrow);
}

/** The way of a symbol to a name that it touches, from the request on where it is an argument. */
export function touchedInWords(symbol: string, use: StepUse, provenance: Provenance, touch: Touch): string {
  const steps: string[] = [];
  for (let at: Touch | undefined = touch.before; at !== undefined; at = at.before) {
    const step = stepInWords(at.name);
    if (step !== undefined) steps.unshift(step);
  }
  const { node, slot } = touch.name;
  const start = beginning(symbol, use);
  const own = touch.before === undefined || callOfName(touch.name) === undefined ? [] : [callInWords(touch.name)];
  const end = slot.kind === 'field' ? [responseField(provenance, pathIn(node, slot))] : [stepInWords(touch.name) ?? ''];
  return withoutRepeats([...start, ...steps, ...own, ...end]).join(arrow);
}

/** The way of a symbol to the method as a whole. */
export function methodInWords(symbol: string, use: StepUse, provenance: Provenance): string {
  return [...beginning(symbol, use), provenance.plan.method.name].join(arrow);
}

/** The symbol, and the call by which it comes or goes. */
function beginning(symbol: string, use: StepUse): readonly string[] {
  const { node, slot } = use.at;
  const here: Name | undefined = slot === undefined ? undefined : { node, slot };
  switch (use.kind) {
    case 'writes':
    case 'keys':
    case 'sends':
    case 'calls':
    case 'receives':
    case 'batches':
      return here === undefined ? [symbol] : [symbol, callInWords(here)];
    case 'answers':
    case 'asks':
    case 'masks':
      return [symbol];
    default: {
      const from = use.from ?? (here !== undefined && readsReply(here, use) ? here : undefined);
      const source = from === undefined ? undefined : sourceCall(from);
      const through = use.from === undefined || source === use.from ? undefined : stepInWords(use.from);
      const steps = [
        ...(source === undefined ? [] : [callInWords(source)]),
        ...(through === undefined ? [] : [through]),
      ];
      const own = here !== undefined && here !== source && callOfName(here) !== undefined ? [callInWords(here)] : [];
      const required =
        slot === undefined && use.kind === 'conditions' ? [`require of ${node.message.message.name}`] : [];
      return withoutRepeats([symbol, ...steps, ...own, ...required]);
    }
  }
}

/** Whether a name reads the reply of its own call, and not the request. */
function readsReply(name: Name, { symbol, kind }: StepUse): boolean {
  if (callOfName(name) === undefined) return false;
  if (kind === 'carries') return true;
  const origin = originOf(declaredOf(name) ?? { kind: 'source', name: 'source', own: undefined });
  return (
    origin?.kind === 'call' &&
    readsOf(origin.select).some(
      ({ reference, path }) =>
        reference.kind === 'response' && path.some((field) => `${field.parent.typeName}.${field.name}` === symbol),
    )
  );
}

/** The call that a name's value comes from, through names that only pass it on. */
function sourceCall(from: Name): Name | undefined {
  let name: Name | undefined = from;
  for (let hops = 0; name !== undefined && hops < 20; hops++) {
    if (callOfName(name) !== undefined) return name;
    const declared = declaredOf(name);
    const origin = declared === undefined ? undefined : originOf(declared);
    if (origin?.kind === 'value') {
      const [read] = readsOf(origin.value);
      name = read === undefined ? undefined : nameOf(name.node, read);
    } else name = declared?.kind === 'source' ? giverOf(name.node) : undefined;
  }
  return undefined;
}

function stepInWords(name: Name): string | undefined {
  if (callOfName(name) !== undefined) return callInWords(name);
  const { node, slot } = name;
  if (slot.kind === 'source') return undefined;
  return slot.kind === 'let' ? `$${slot.name}` : pathIn(node, slot);
}

function callInWords({ node, slot }: Name): string {
  return `call "${pathIn(node, slot).replaceAll('$', '')}"`;
}

function callOfName(name: Name): unknown {
  const declared = declaredOf(name);
  return declared === undefined ? undefined : callOf(declared);
}

function declaredOf({ node, slot }: Name): Name['node']['message']['slots'][number] | undefined {
  return node.message.slots[slot.index];
}

function withoutRepeats(steps: readonly string[]): string[] {
  return steps.filter((step, i) => step !== steps[i - 1]);
}
