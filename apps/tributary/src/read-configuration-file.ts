import { stat } from 'node:fs/promises';
import type { Configuration } from '@tributary/configuration';
import { Refusal } from './refusal.ts';
import { defaultConfiguration } from './source-options.ts';

/**
 * Reads a configuration, or refuses with all that is wrong with it.
 *
 * @param file - undefined: the one that is read where none is named
 * @param otherwise - what else can be given, where that one is not there
 */
export async function readConfigurationFile(
  file: string | undefined,
  otherwise = 'name a configuration with -c FILE',
): Promise<Configuration> {
  if (file === undefined && !(await exists(defaultConfiguration))) {
    throw new Refusal(`there is no ${defaultConfiguration} here: ${otherwise}`);
  }
  const { readConfiguration, renderConfigurationProblems } = await import('@tributary/configuration');
  const checked = await readConfiguration(file ?? defaultConfiguration);
  if (checked.kind === 'failed') throw new Refusal(renderConfigurationProblems(checked.problems));
  return checked.configuration;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
