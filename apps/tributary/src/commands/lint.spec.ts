import { describe, expect, it } from '@jest/globals';
import { inFolder } from '../testing/in-folder.ts';
import { type CapturedRun, runCaptured } from '../testing/run-captured.ts';

const proto = (comment: string, field = 'title') => `syntax = "proto3";
package films.v1;
// Films.
service FilmService {
  // ${comment}
  rpc GetFilm(GetFilmRequest) returns (GetFilmResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message GetFilmRequest { string id = 1; }
message GetFilmResponse { string ${field} = 1; }
`;

function lint(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<CapturedRun> {
  return inFolder(files, (folder) => runCaptured('lint', '--proto', `${folder}/proto`, ...args));
}

const name = 'proto/films/v1/films.proto';

describe('tributary lint', () => {
  it('is content with what composes well', async () => {
    expect(await lint({ [name]: proto('Errors: none') })).toEqual({
      exitStatus: 0,
      output: '0 findings\n',
      errors: '',
    });
  });

  it('shows findings of ours and of buf at their places, and counts them', async () => {
    const { exitStatus, output } = await lint({ [name]: proto('One film.', 'Title') });
    expect(exitStatus).toBe(100);
    expect(output).toMatch(/films.proto:6:7: error\[errors-listed\]: GetFilm does not list its errors/);
    expect(output).toMatch(/films.proto:9:34: error\[buf\/FIELD_LOWER_SNAKE_CASE\]: Field name "Title"/);
    expect(output).toMatch(/\n2 findings\n$/);
    expect((await lint({ [name]: proto('Errors: none', 'Title') }, '--no-buf')).exitStatus).toBe(0);
  });

  it('prints for programs', async () => {
    const { output } = await lint({ [name]: proto('One film.') }, '--format', 'json');
    expect(JSON.parse(output)).toMatchObject([
      { rule: 'errors-listed', level: 'error', line: 6, column: 7, length: 7 },
    ]);
    const { output: commands } = await lint({ [name]: proto('One film.') }, '--format', 'github');
    expect(commands).toMatch(/^::error file=.*films.proto,line=6,col=7,endColumn=14,title=errors-listed::/);
  });

  it('takes the rules of buf from the nearest buf.yaml', async () => {
    const files = { [name]: proto('Errors: none', 'Title') };
    const settings = (lint: string) => ({
      ...files,
      'buf.yaml': `version: v2\nmodules: [{ path: proto }]\nlint: ${lint}\n`,
    });
    expect((await lint(settings('{ use: [MINIMAL] }'))).exitStatus).toBe(0);
    expect((await lint(settings('{ use: [STANDARD], ignore: [proto/films] }'))).exitStatus).toBe(0);
    const ignoring = '{ use: [STANDARD], ignore_only: { FIELD_LOWER_SNAKE_CASE: [proto/films/v1/films.proto] } }';
    expect((await lint(settings(ignoring))).exitStatus).toBe(0);
    expect((await lint(settings('{ use: [STANDARD], except: [FIELD_LOWER_SNAKE_CASE] }'))).exitStatus).toBe(0);
    expect((await lint(settings('{ use: [STANDARD] }'))).exitStatus).toBe(100);
    const own = { ...files, 'buf.yaml': 'version: v2\nmodules: [{ path: proto, lint: { use: [MINIMAL] } }]\n' };
    expect((await lint(own)).exitStatus).toBe(0);
    const { exitStatus, errors } = await lint(settings('{ use: [NOTHING] }'));
    expect(exitStatus).toBe(1);
    expect(errors).toMatch(/buf lint cannot run with the rules of .*buf.yaml: .*"NOTHING" is not a known rule/);
  });

  it('lists the rules, and why they are', async () => {
    const { exitStatus, output } = await runCaptured('lint', '--rules');
    expect(exitStatus).toBe(0);
    expect(output).toMatch(/^pages: a method that lists .*\n {2}Lists grow/m);
  });
});
