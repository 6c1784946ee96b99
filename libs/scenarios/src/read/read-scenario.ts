import type { Entry, YamlReader } from '../file/yaml-reader.ts';
import type { Examination, Scenario, ScenarioConfig } from '../scenario.ts';
import type { MessageTypes } from '../types/message-types.ts';
import { readCase } from './read-case.ts';
import { readExpectedFinding } from './read-check.ts';
import { readScripts } from './read-script.ts';

const scenarioKeys = ['proto', 'method', 'config', 'upstreams', 'cases', 'check'] as const;

/** The keys of a scenario file that are there. */
export type ScenarioFields = Partial<Record<(typeof scenarioKeys)[number], Entry>>;

/** Reads the keys of the file, so that the protos are known before what is written in their types is read. */
export function readScenarioFields(reader: YamlReader): ScenarioFields {
  const top = reader.top();
  if (reader.isNull(top)) reader.problem(top, 'the file is empty');
  const fields = reader.fields(top, scenarioKeys);
  const { cases, check } = fields;
  if (cases !== undefined && check !== undefined) reader.problem(check, '`check` stands instead of `cases`');
  if (cases === undefined && check === undefined) reader.problem(top, 'has neither `cases` nor `check`');
  return fields;
}

/** Reads what the keys hold. Whether all of it could be read, the reader's problems tell. */
export function readScenario(reader: YamlReader, fields: ScenarioFields, types: MessageTypes): Scenario {
  return {
    config: fields.config === undefined ? undefined : readConfig(reader, fields.config),
    scripts: fields.upstreams === undefined ? new Map() : readScripts(reader, fields.upstreams, types),
    examination: readExamination(reader, fields, types),
  };
}

function readExamination(reader: YamlReader, fields: ScenarioFields, types: MessageTypes): Examination {
  if (fields.cases === undefined) {
    const items = fields.check === undefined ? [] : reader.list(fields.check);
    return { kind: 'check', findings: items.flatMap((item) => readExpectedFinding(reader, item) ?? []) };
  }
  const items = reader.list(fields.cases);
  if (items.length === 0) reader.problem(fields.cases, 'has no case');
  return {
    kind: 'cases',
    cases: items.flatMap((item, index) => readCase(reader, item, index + 1, fields.method, types) ?? []),
  };
}

/**
 * Reads `config`: a part of `tributary.yaml` without the addresses, which the runner gives. What the rest of it may
 * hold is known where configurations are read.
 */
function readConfig(reader: YamlReader, entry: Entry): ScenarioConfig {
  for (const field of reader.mapping(entry)) {
    if (field.name === 'listen' || field.name === 'http') reader.problem(field, addressesAreGiven);
    if (field.name === 'proto' || field.name === 'descriptors') {
      reader.problem(field, 'the protos are named by `proto` at the top of a scenario');
    }
    if (field.name !== 'upstreams') continue;
    for (const upstream of reader.mapping(field)) {
      const address = reader.mapping(upstream).find(({ name }) => name === 'address');
      if (address !== undefined) reader.problem(address, addressesAreGiven);
    }
  }
  return reader.json(entry);
}

const addressesAreGiven = 'addresses are given by the runner: leave it out';
