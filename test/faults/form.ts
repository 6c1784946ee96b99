/** Whether each promise is tried in full, and measured (`npm run soak`), or for a moment, on a machine that may be busy. */
export const isSoak = process.env['FAULTS'] === 'soak';

/** A value for each form. */
export function byForm<T>({ short, soak }: { readonly short: T; readonly soak: T }): T {
  return isSoak ? soak : short;
}

/**
 * Settings for upstreams of a composite, where it is not tried how soon one that hangs is found: on a machine that is busy
 * one that lives may be silent for a while.
 */
export const patientUpstream: Readonly<Record<string, unknown>> = byForm({
  short: { keepalive: { timeout: '20s' } },
  soak: {},
});

/** Says what was measured, as `overload: goodput 93 % of peak`, one line for each figure. */
export function tellFigure(promise: string, figure: string): void {
  process.stdout.write(`  figure  ${promise}: ${figure}\n`);
}
