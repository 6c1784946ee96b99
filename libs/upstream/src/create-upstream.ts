import { Channel } from './channel.ts';
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
  const { tls, clock = Date.now, random = Math.random } = options;
  return new Channel({
    targetText: options.target,
    target,
    lookup: options.lookup ?? systemLookup,
    maxWaitingCalls: options.maxWaitingCalls ?? 10_000,
    subchannel: {
      reconnectMinMs: options.reconnectMinMs ?? 100,
      reconnectMaxMs: options.reconnectMaxMs ?? 5000,
      clock,
      random,
      connection: {
        transport: createTransport(tls, host),
        fixedHeaders: {
          authority: tls?.serverName ?? target.authority,
          scheme: tls === undefined ? 'http' : 'https',
        },
        connectTimeoutMs: options.connectTimeoutMs ?? 5000,
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
