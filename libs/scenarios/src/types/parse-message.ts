import type { DescMessage } from '@bufbuild/protobuf';
import { renderProblem } from '../file/scenario-problem.ts';
import { YamlReader } from '../file/yaml-reader.ts';
import type { MessageTypes } from './message-types.ts';
import { readMessageBytes } from './read-message.ts';

/** A message, serialized, or what keeps its text from being one. */
export type ParsedMessage =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly problems: readonly string[] };

/**
 * Parses a message written as ProtoJSON, fields in either naming, integers exact however large.
 *
 * @param name - what problems name as the place of the text
 */
export function parseMessage(text: string, name: string, desc: DescMessage, types: MessageTypes): ParsedMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return {
      kind: 'failed',
      problems: [`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
  let reader = new YamlReader(name, text);
  // JSON that is not YAML, by its tabs.
  if (reader.problems().length > 0) reader = new YamlReader(name, JSON.stringify(json));
  const bytes = readMessageBytes(reader, reader.json(reader.top()), desc, types);
  if (bytes !== undefined) return { kind: 'ok', bytes };
  return { kind: 'failed', problems: reader.problems().map(renderProblem) };
}
