import { Counter, Gauge, type Registry } from 'prom-client';
import type { UpstreamPoolFigures } from '../composite/upstream-pool.ts';

type OfTarget = UpstreamPoolFigures['targets'][number];
type OfMethod = UpstreamPoolFigures['methods'][number];

/** As numbers, for those who draw them: the worse the higher. */
const breakerNumbers = { closed: 0, trying: 1, open: 2 } as const;

/** Adds to a registry what upstreams tell of themselves, asked when metrics are. */
export function collectUpstreamFigures(registry: Registry, figures: () => UpstreamPoolFigures): void {
  const gaugeOf = <Label extends string>(
    name: string,
    help: string,
    label: Label,
    aggregator: 'sum' | 'min' | 'max',
    read: () => Iterable<[string, number]>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      // Of several processes that serve together.
      aggregator,
      registers: [registry],
      collect() {
        this.reset();
        for (const [value, number] of read()) this.set({ [label]: value } as Record<Label, string>, number);
      },
    });
  const ofTargets = (read: (target: OfTarget) => number) => (): [string, number][] =>
    figures().targets.map((one) => [one.target, read(one)]);
  const ofMethods = (read: (method: OfMethod) => number) => (): [string, number][] =>
    figures().methods.map((one) => [one.call, read(one)]);

  gaugeOf(
    'tributary_upstream_addresses',
    'Addresses of a target.',
    'target',
    'max',
    ofTargets(({ addresses }) => addresses),
  );
  gaugeOf(
    'tributary_upstream_connected_addresses',
    'Addresses with a connection that takes calls.',
    'target',
    'min',
    ofTargets(({ connected }) => connected),
  );
  gaugeOf(
    'tributary_upstream_ejected_addresses',
    'Addresses left out for now, as calls fail there and not at others.',
    'target',
    'max',
    ofTargets(({ ejected }) => ejected),
  );
  gaugeOf(
    'tributary_upstream_calls_running',
    'Calls of an upstream method under way.',
    'call',
    'sum',
    ofMethods(({ running }) => running),
  );
  gaugeOf(
    'tributary_upstream_breaker',
    'The circuit breaker of an upstream method: 0 closed, 1 trying, 2 open.',
    'call',
    'max',
    () =>
      figures().methods.flatMap(({ call, breaker }): [string, number][] =>
        breaker === undefined ? [] : [[call, breakerNumbers[breaker]]],
      ),
  );
  new Counter({
    name: 'tributary_upstream_ejections_total',
    help: 'How often an address was left out.',
    labelNames: ['target'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { target, ejections } of figures().targets) this.inc({ target }, ejections);
    },
  });
  new Counter({
    name: 'tributary_upstream_breaker_opened_total',
    help: 'How often the circuit breaker of an upstream method has opened.',
    labelNames: ['call'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { call, breaker, opened } of figures().methods) if (breaker !== undefined) this.inc({ call }, opened);
    },
  });
  new Counter({
    name: 'tributary_upstream_refused_calls_total',
    help: 'Calls that were not made: the breaker was open, too many were under way, or of optional ones nearly too many.',
    labelNames: ['call', 'reason'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { call, refused } of figures().methods) {
        for (const [reason, count] of Object.entries(refused)) this.inc({ call, reason }, count);
      }
    },
  });
}
