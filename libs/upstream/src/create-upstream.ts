import { Channel } from './channel.ts';
import { OutlierDetector } from './containment/outlier-detector.ts';
import { systemLookup } from './name-resolver.ts';
import { createTransport } from './socket.ts';
import { parseTarget } from './target.ts';
import type { Upstream, UpstreamOptions } from './upstream.ts';

/**
 * Makes an upstream. It connects with its first call, or with {@link Upstream.connect}.
 *
 * @throws {Error} where the target is not one (ask {@link parseTarget} before), or the certificates are no PEM.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const target = parseTarget(options.target);
  if (target.kind === 'invalid') throw new Error(target.reason);
  const host = target.kind === 'name' ? target.host : hostOf(target.authority);
  const { tls, clock = Date.now, random = Math.random, outliers } = options;
  const transport = createTransport(tls, host);
  return new Channel({
    targetText: options.target,
    target,
    lookup: options.lookup ?? systemLookup,
    maxWaitingCalls: options.maxWaitingCalls ?? 10_000,
    outliers: outliers === undefined ? undefined : new OutlierDetector(outliers, clock, random),
    retryBudget: options.retryBudget,
    subchannel: {
      reconnectMinMs: options.reconnectMinMs ?? 100,
      reconnectMaxMs: options.reconnectMaxMs ?? 1000,
      clock,
      random,
      connection: {
        transport,
        fixedHeaders: {
          authority:
            transport.kind === 'tls' && transport.serverName !== host ? transport.serverName : target.authority,
          scheme: transport.kind === 'plain' ? 'http' : 'https',
        },
        connectTimeoutMs: options.connectTimeoutMs ?? 2000,
        keepaliveTimeMs: options.keepaliveTimeMs ?? 1000,
        keepaliveTimeoutMs: options.keepaliveTimeoutMs ?? 1000,
        maxReplyBytes: options.maxReplyBytes ?? 4 << 20,
        maxConcurrentCalls: options.maxConcurrentCalls ?? Infinity,
      },
    },
  });
}

/** The host of an authority: without port and brackets. */
function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
