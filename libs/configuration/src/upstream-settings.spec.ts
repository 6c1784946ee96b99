import { describe, expect, it } from '@jest/globals';
import type { Configuration } from './configuration.ts';
import { renderConfigurationProblems } from './configuration-problem.ts';
import { parseConfiguration } from './read-configuration.ts';

const read = (entry: string) =>
  parseConfiguration(`proto: p\nupstreams:\n  "*":\n    address: a:1\n${entry}`, '/etc/shop/tributary.yaml', {
    environment: { MOST: '7' },
  });

function settings(entry: string): Configuration['upstreams'][number] {
  const checked = read(entry);
  const [first] = checked.kind === 'ok' ? checked.configuration.upstreams : [];
  if (first === undefined) throw new Error(JSON.stringify(checked));
  return first;
}

function refused(entry: string): string[] {
  const checked = read(entry);
  return checked.kind === 'ok' ? [] : renderConfigurationProblems(checked.problems).split('\n');
}

describe('settings of an upstream', () => {
  it('suit a data centre where nothing is said', () => {
    expect(settings('')).toMatchObject({
      gate: { maxConcurrent: 4096, breaker: { failures: 0.8, minCalls: 20, pauseMs: 500, maxPauseMs: 5000 } },
      connections: {
        tls: undefined,
        keepaliveTimeMs: 1000,
        keepaliveTimeoutMs: 1000,
        connectTimeoutMs: 2000,
        reconnectMinMs: 100,
        reconnectMaxMs: 1000,
        maxReplyBytes: 4_194_304,
        retryBudget: { share: 0.1, perSecond: 3 },
        outliers: { consecutive: 5, failures: 0.5, minCalls: 20, pauseMs: 5000, maxPauseMs: 60_000, maxEjected: 0.5 },
      },
    });
  });

  it('are what is said', () => {
    const text = `
    tls: { ca: certificates/ca.pem, cert: /run/c.pem, key: /run/k.pem, server_name: catalog.test }
    keepalive: { time: 2s, timeout: 500ms }
    connect: { timeout: 1s, pause: 10ms, max_pause: 20ms }
    max_reply: 1MiB
    max_concurrent: "\${MOST}"
    retry_budget: { share: 20.5%, per_second: 0 }
    breaker: { failures: 100%, min_calls: 1, pause: 10s }
    outliers: { consecutive: 3, max_ejected: 0% }
`;
    expect(settings(text)).toMatchObject({
      gate: { maxConcurrent: 7, breaker: { failures: 1, minCalls: 1, pauseMs: 10_000, maxPauseMs: 10_000 } },
      connections: {
        tls: { ca: '/etc/shop/certificates/ca.pem', cert: '/run/c.pem', key: '/run/k.pem', serverName: 'catalog.test' },
        keepaliveTimeMs: 2000,
        keepaliveTimeoutMs: 500,
        connectTimeoutMs: 1000,
        reconnectMinMs: 10,
        reconnectMaxMs: 20,
        maxReplyBytes: 1_048_576,
        retryBudget: { share: 0.205, perSecond: 0 },
        outliers: { consecutive: 3, maxEjected: 0 },
      },
    });
  });

  it('may leave the breaker and the care for outliers off', () => {
    const { gate, connections } = settings('    breaker: off\n    outliers: off\n    tls: {}\n');
    expect([gate.breaker, connections.outliers]).toEqual([undefined, undefined]);
    expect(connections.tls).toEqual({ ca: undefined, cert: undefined, key: undefined, serverName: undefined });
  });

  it('are refused where they make no sense, with places and advice', () => {
    const text = `
    tls: { cert: c.pem, ca: "" }
    keepalive: 1s
    connect: { timeot: 1s }
    max_reply: 4
    max_concurrent: 0
    retry_budget: { share: 101%, per_second: many }
    breaker: { failures: 0%, pauze: 1s }
    outliers: on
`;
    expect(
      refused(text).map((line) => line.replace('/etc/shop/tributary.yaml:', '').replace('upstreams.*.', '')),
    ).toEqual([
      '6: tls.cert: has no key; give key: the private key of the certificate',
      '6: tls.ca: expected the path of a file of certificates, in PEM, got ""',
      '7: keepalive: expected a mapping with the keys time, timeout',
      '8: connect.timeot: unknown key; did you mean timeout?',
      '9: max_reply: expected a size, as "4MiB", got 4',
      '10: max_concurrent: expected a whole number from 1, got 0',
      '11: retry_budget.share: expected a share, as "10%", got "101%"',
      '11: retry_budget.per_second: expected a whole number from 0, got "many"',
      '12: breaker.failures: expected a share over 0%, as "80%"',
      '12: breaker.pauze: unknown key; did you mean pause?',
      '13: outliers: expected off, or a mapping with the keys consecutive, failures, min_calls, pause, max_pause, max_ejected',
    ]);
    expect(refused('    breaker: { min_calls: }\n    tls: { key: k }\n')).toEqual([
      '/etc/shop/tributary.yaml:5: upstreams.*.breaker.min_calls: expected a whole number from 1, got null',
      '/etc/shop/tributary.yaml:6: upstreams.*.tls.key: has no certificate; give cert: the certificate chain of the key',
    ]);
  });
});
