import { rules } from '@tributary/language';
import { didYouMean } from '../file/nearest-name.ts';
import type { Entry, YamlReader } from '../file/yaml-reader.ts';
import type { ExpectedFinding } from '../scenario.ts';

/** Reads one of `check`: a rule, and the place of its finding, with or without the column. */
export function readExpectedFinding(reader: YamlReader, entry: Entry): ExpectedFinding | undefined {
  const fields = reader.fields(entry, ['rule', 'at']);
  if (fields.rule === undefined || fields.at === undefined) {
    reader.problem(entry, 'a finding has a `rule` and a place: `at: "file.proto:31:11"` or `at: "file.proto:31"`');
    return undefined;
  }
  const rule = reader.text(fields.rule);
  const known = rules.map(({ id }): string => id);
  if (rule !== undefined && !known.includes(rule)) {
    reader.problem(fields.rule, `there is no rule "${rule}"${didYouMean(rule, known)}`);
  }
  const at = reader.text(fields.at);
  const match = /^(.+?):(\d+)(?::(\d+))?$/.exec(at ?? '');
  if (match?.[1] === undefined) {
    reader.problem(fields.at, 'must be a place: "file.proto:31:11" or "file.proto:31"');
    return undefined;
  }
  const column = match[3] === undefined ? undefined : Number(match[3]);
  return rule === undefined ? undefined : { rule, file: match[1].replace(/^\.\//, ''), line: Number(match[2]), column };
}
