import type { Logger } from 'pino';
import type { Configuration } from '@tributary/configuration';
import { ListenerTls } from '../service/listener-tls.ts';
import { CompositeStartError } from './composite-start-error.ts';

const keys = { cert: 'cert', key: 'key', ca: 'client_ca' } as const;

/**
 * The TLS that a configuration asks for.
 *
 * @throws CompositeStartError where its files cannot be used
 */
export function configuredTls({ tls, problemAt }: Configuration, log: Logger): ListenerTls | undefined {
  if (tls === undefined) return undefined;
  const opened = ListenerTls.open({ cert: tls.cert, key: tls.key, ca: tls.clientCa }, (problem) => {
    if (problem === undefined) log.info('certificates were read again');
    else log.error({ cause: problem.message }, 'new certificates cannot be used, the old ones are');
  });
  if (opened.kind === 'ok') return opened.tls;
  const { of, message } = opened.problem;
  const problems = [problemAt(of === undefined ? ['tls'] : ['tls', keys[of]], message)];
  throw new CompositeStartError({ kind: 'configuration', problems });
}
