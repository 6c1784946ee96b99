/** Holds the calls that the engine made to those that the interpreter asks for. */
import { fromBinary, type DescMethod, type Message } from '@bufbuild/protobuf';
import type { Interpretation } from '../interpreter/interpret.ts';
import { readField, writeField, type Held } from '../interpreter/value.ts';
import { plainMessage } from './plain-message.ts';
import type { EngineRun, SentCall } from './run-engine.ts';

/** What is wrong with the engine's calls; undefined: nothing. */
export function wrongCalls(run: EngineRun, { calls, certain }: Interpretation): string | undefined {
  const asked = new Map<string, number>();
  for (const { method, request, metadata } of calls.values()) {
    const text = textOf(method, request, metadata);
    asked.set(text, (asked.get(text) ?? 0) + 1);
  }
  const wholes = new Set<string>();
  const sent = run.calls.flatMap((call) => partsOf(call, asked, wholes));
  const unasked = sent.find((text) => !asked.has(text));
  if (unasked !== undefined) return `the engine calls ${unasked}, which nothing asks for`;
  const timesSent = (text: string): number => sent.filter((other) => other === text).length;
  const repeated = sent.find((text) => timesSent(text) > (asked.get(text) ?? 0));
  if (repeated !== undefined) return `the engine calls ${repeated} more often than it has to`;
  const unsent = certain ? [...asked.keys()].find((text) => !sent.includes(text)) : undefined;
  return unsent === undefined ? undefined : `the engine does not call ${unsent}`;
}

/**
 * A call, or of a batch, which gathers keys, one for each of them. Where somebody asks for all these keys as they are, it
 * is the first time that call, and then a batch.
 */
function partsOf(
  { method, request, metadata }: SentCall,
  asked: ReadonlyMap<string, number>,
  wholes: Set<string>,
): readonly string[] {
  const message = fromBinary(method.input, request);
  const headers = new Map(metadata);
  const whole = textOf(method, message, headers);
  const keys = method.input.fields.find(({ name }) => name === 'ids');
  const held = keys === undefined ? undefined : readField(message, keys);
  if (keys === undefined || !Array.isArray(held) || (asked.has(whole) && !wholes.has(whole))) {
    wholes.add(whole);
    return [whole];
  }
  return (held as readonly Held[]).map((key) => {
    const part = fromBinary(method.input, request);
    writeField(part, keys, [key]);
    return textOf(method, part, headers);
  });
}

function textOf({ name, input }: DescMethod, message: Message, metadata: ReadonlyMap<string, string>): string {
  return `${name} ${JSON.stringify(plainMessage(input, message))} ${JSON.stringify([...metadata])}`;
}
