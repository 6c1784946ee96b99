import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Finding, readCompositions } from '@tributary/language';
import { compileProtos } from '@tributary/nestjs';

/** A block of code of a page. */
export interface CodeBlock {
  readonly language: string;
  /** The line of the page that it starts at, from 1. */
  readonly line: number;
  readonly text: string;
}

/** A page of the reference. */
export async function readPage(name: string): Promise<string> {
  return readFile(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8');
}

/** The blocks of code of a page, in order. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(({ 1: language = '', 2: text = '', index }) => ({
    language,
    line: page.slice(0, index).split('\n').length,
    text: text.trimEnd(),
  }));
}

const films = fileURLToPath(new URL('../../docs/reference/films.proto', import.meta.url));

/**
 * Checks an example: the text of a file, or of a part of one: fields of a message, an option of a method, messages without
 * a method. It may use what films.proto has.
 *
 * @returns findings, at the lines of the example; a text where it does not compile
 */
export async function checkExample(example: string): Promise<readonly Finding[] | string> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-page-'));
  try {
    await writeFile(join(folder, 'films.proto'), await readFile(films));
    await writeFile(join(folder, 'page.proto'), completed(example));
    const protos = await compileProtos(folder);
    if (protos.kind === 'failed') return protos.problems.map(({ line, message }) => `${line}: ${message}`).join('\n');
    return readCompositions({ descriptors: protos.descriptors, text: protos.text }).findings;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// All in one line, so that lines of the example keep their numbers.
const header = [
  'syntax = "proto3";',
  'package films.v1;',
  'import "films.proto";',
  'import "google/protobuf/duration.proto";',
  'import "google/protobuf/field_mask.proto";',
  'import "google/protobuf/timestamp.proto";',
  'import "google/protobuf/wrappers.proto";',
  'import "google/rpc/code.proto";',
  'import "tributary/v1/compose.proto";',
].join(' ');

function completed(example: string): string {
  const isOption = /^(\/\/.*\n)*option \(tributary\.v1\.composite\)/.test(example);
  const hasTypes = /^(message|service) /m.test(example);
  const empty = 'message Example { string film_id = 1 [(tributary.v1.from).value = "request.film_id"]; }';
  if (isOption)
    return `${header} service ExampleService { rpc Get(ExampleRequest) returns (Example) { ${example}\n} } ${empty}\n`;
  const whole = hasTypes ? example : `message Example { ${example}\n}`;
  if (/^service .*[^]*\(tributary\.v1\.composite\)/m.test(whole)) return `${header} ${whole}\n`;
  const [, response] = /^message (\w+)/m.exec(whole) ?? [];
  const method = `rpc Get(ExampleRequest) returns (${response ?? ''}) { option (tributary.v1.composite) = {}; }`;
  return `${header} ${whole}\nservice ExampleService { ${method} }\n`;
}
