/** Whether each promise is tried in full, and measured (`npm run soak`), or for a moment, on a machine that may be busy. */
export const isSoak = process.env['FAULTS'] === 'soak';

/** A value for each form. */
export function byForm<T>({ short, soak }: { readonly short: T; readonly soak: T }): T {
  return isSoak ? soak : short;
}

/** Says what was measured, as `overload: goodput 93 % of peak`, one line for each figure. */
export function tellFigure(promise: string, figure: string): void {
  process.stdout.write(`  figure  ${promise}: ${figure}\n`);
}
