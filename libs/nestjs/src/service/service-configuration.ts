import { z } from 'zod';
import { type ListenAddress, parseListenAddress } from '@tributary/configuration';

/** What a service reads from its environment. */
export interface ServiceConfiguration {
  readonly address: ListenAddress;
  readonly logLevel: string;
}

/** The configuration as read, or what is wrong with it, one line. */
export type ConfigurationResult =
  | { readonly kind: 'ok'; readonly configuration: ServiceConfiguration }
  | { readonly kind: 'invalid'; readonly message: string };

/** The variable with a service's address, as `CATALOG_ADDRESS`. */
export function addressVariable(serviceName: string): string {
  return `${serviceName.replaceAll('-', '_').toUpperCase()}_ADDRESS`;
}

/**
 * Reads and checks a service's environment, once, at its start: `<NAME>_ADDRESS` (`HOST:PORT`) and `LOG_LEVEL` (pino's
 * names, default `info`). Empty variables count as not given.
 */
export function readServiceConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
  serviceName: string,
  defaultAddress: string,
): ConfigurationResult {
  const variable = addressVariable(serviceName);
  const schema = z.object({
    [variable]: z.string().transform((text, context) => {
      const address = parseListenAddress(text);
      if (address !== undefined) return address;
      context.addIssue({ code: 'custom', message: `expected HOST:PORT, as ${defaultAddress}, got "${text}"` });
      return z.NEVER;
    }),
  });
  const levels = z.object({ LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']) });
  const given = (name: string, otherwise: string) => {
    const value = environment[name];
    return value === undefined || value === '' ? otherwise : value;
  };
  const address = schema.safeParse({ [variable]: given(variable, defaultAddress) });
  const level = levels.safeParse({ LOG_LEVEL: given('LOG_LEVEL', 'info') });
  const issues = [...(address.error?.issues ?? []), ...(level.error?.issues ?? [])];
  const listenAddress = address.data?.[variable];
  if (listenAddress === undefined || level.data === undefined) {
    const message = issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    return { kind: 'invalid', message };
  }
  return { kind: 'ok', configuration: { address: listenAddress, logLevel: level.data.LOG_LEVEL } };
}
