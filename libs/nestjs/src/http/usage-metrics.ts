import { Counter, type Registry } from 'prom-client';
import type { UsageTally } from '../usage/usage-tally.ts';

/** Adds to a registry what callers ask for, read when metrics are. The tally bounds how many series that makes. */
export function collectUsage(registry: Registry, usage: UsageTally): void {
  new Counter({
    name: 'tributary_fields_asked_total',
    help: 'Requests to composite methods, by caller and field that the mask named; field "*": for the whole answer.',
    labelNames: ['caller', 'method', 'field'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { caller, method, whole, fields } of usage.records()) {
        if (whole > 0) this.inc({ caller, method, field: '*' }, whole);
        for (const [field, count] of Object.entries(fields)) this.inc({ caller, method, field }, count);
      }
    },
  });
}
