import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { type Composition, type Finding, readCompositions, renderFindings } from '@tributary/language';
import {
  type CompiledProtos,
  compileProtos,
  type Configuration,
  configurationFrom,
  renderProtoProblems,
  vouchingOf,
} from '@tributary/nestjs';
import { isJsonObject } from '../file/json.ts';
import { renderProblem } from '../file/scenario-problem.ts';
import { YamlReader } from '../file/yaml-reader.ts';
import { readScenario, readScenarioFields } from '../read/read-scenario.ts';
import type { Scenario } from '../scenario.ts';
import { type MessageTypes, messageTypes } from '../types/message-types.ts';
import { unhindered } from './unhindered.ts';

/** A scenario that can be run, or why it cannot. */
export type LoadedScenario =
  | ReadyScenario
  | {
      readonly kind: 'unfit';
      /** Lines for people: problems of the file, of the protos, or findings in the composition. */
      readonly problems: readonly string[];
    };

/** A scenario that can be run, with all that it is about. */
export interface ReadyScenario {
  readonly kind: 'ready';
  readonly scenario: Scenario;
  readonly configuration: Configuration;
  readonly protos: Extract<CompiledProtos, { kind: 'ok' }>;
  readonly compositions: readonly Composition[];
  readonly findings: readonly Finding[];
  readonly types: MessageTypes;
}

/**
 * Reads a scenario file, compiles its protos and reads their compositions.
 *
 * @param file - absolute, or relative to the working directory; problems name it as given
 */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return unfit([`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const reader = new YamlReader(file, text);
  if (reader.problems().length > 0) return unfitFile(reader);
  const fields = readScenarioFields(reader);
  const folder = resolve(dirname(file), (fields.proto === undefined ? undefined : reader.text(fields.proto)) ?? '.');
  const protos = await compileProtos(folder);
  if (protos.kind === 'failed') {
    const shown = renderProtoProblems(protos.problems, relative(process.cwd(), folder)).split('\n');
    return unfit([...reader.problems().map(renderProblem), ...shown]);
  }
  const configuration = readConfiguration(reader, folder, fields.config);
  const sources = { descriptors: protos.descriptors, text: protos.text };
  const vouch = configuration === undefined ? {} : { vouch: vouchingOf(configuration) };
  const { compositions, findings, registry } = readCompositions(sources, vouch);
  const types = messageTypes(registry);
  const scenario = readScenario(reader, fields, types);
  if (reader.problems().length > 0 || configuration === undefined) return unfitFile(reader);
  const errors = findings.filter(({ level }) => level === 'error');
  if (scenario.examination.kind === 'cases' && errors.length > 0) {
    const root = relative(process.cwd(), folder);
    return unfit(
      renderFindings(findings, 'text', root === '' ? {} : { root: `${root}/` })
        .trimEnd()
        .split('\n'),
    );
  }
  return { kind: 'ready', scenario, configuration, protos, compositions, findings, types };
}

/** The configuration of the composite: what the scenario gives of it, and what the runner does. */
function readConfiguration(
  reader: YamlReader,
  folder: string,
  config: ReturnType<typeof readScenarioFields>['config'],
): Configuration | undefined {
  const given = config === undefined ? {} : reader.json(config).json;
  const values = {
    ...unhindered(isJsonObject(given) ? given : {}),
    listen: '127.0.0.1:0',
    http: 'off',
    proto: folder,
  };
  // Its shape is checked there.
  const checked = configurationFrom(values, 'scenario', { addresses: 'elsewhere' });
  if (checked.kind === 'ok') return checked.configuration;
  for (const { key, message } of checked.problems) reader.problemAtKey(`config.${key}`, message);
  return undefined;
}

function unfitFile(reader: YamlReader): LoadedScenario {
  return unfit(reader.problems().map(renderProblem));
}

function unfit(problems: readonly string[]): LoadedScenario {
  return { kind: 'unfit', problems };
}
