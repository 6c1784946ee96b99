import { Counter, Gauge, type Registry } from 'prom-client';
import type { ServerLoad } from '../gate/stream-gate.ts';

/** Adds how the gRPC server is doing to a registry. */
export function collectServerLoad(registry: Registry, load: () => ServerLoad): void {
  const gauge = (name: string, help: string, value: (load: ServerLoad) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(load()));
      },
    });
  gauge('tributary_server_connections', 'Connections that are open.', ({ connections }) => connections);
  gauge('tributary_server_requests_in_flight', 'Unary requests that are being answered.', ({ inFlight }) => inFlight);
  gauge('tributary_server_requests_queued', 'Unary requests that wait for their turn.', ({ queued }) => queued);
  gauge(
    'tributary_server_requests_limit',
    'How many unary requests may be in flight, as things are.',
    ({ concurrencyLimit }) => concurrencyLimit,
  );
  new Counter({
    name: 'tributary_server_refused_total',
    help: 'Requests that were refused before a handler saw them, by reason.',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [reason, count] of load().refused) this.inc({ reason }, count);
    },
  });
}
