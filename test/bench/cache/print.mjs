// @ts-check

/**
 * Prints what was measured: with `--json` as one line of JSON, else lists as tables.
 *
 * @param {Record<string, unknown>} measured
 */
export function print(measured) {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(measured)) {
    if (Array.isArray(value)) {
      process.stdout.write(`\n${name}\n`);
      console.table(value);
    } else process.stdout.write(`${name}: ${String(value)}\n`);
  }
}
