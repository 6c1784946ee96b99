import { Redis } from 'ioredis';

/**
 * A connection that comes back by itself, and never keeps a command for later.
 *
 * @param url - As `redis://user:password@127.0.0.1:6379/0`, or `rediss://` for TLS.
 */
export function connectionTo(url: string, commandTimeoutMs: number): Redis {
  return new Redis(url, {
    commandTimeout: commandTimeoutMs,
    connectTimeout: 1000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    // What was under way when a connection broke is out of date when the next one stands.
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    retryStrategy: (attempts) => Math.min(100 * attempts, 1000),
    // After a failover the connection may lead to what is a mere copy now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
}
