/** Commands that read contracts, say something of them, and end. */
const brief: ReadonlySet<string> = new Set(['check', 'lint', 'explain', 'impact']);

/**
 * Whether a command is over before it pays that V8 optimises code. These go once over everything, with much code:
 * optimising it took a fifth of the processor's time of a check, and a quarter of an impact's, of 100 methods and of 600
 * alike, and gave nothing back.
 *
 * @param args - what stands behind `tributary`
 */
export function isBriefRun(args: readonly string[]): boolean {
  return brief.has(args.find((arg) => !arg.startsWith('-')) ?? '') && !args.includes('--watch');
}
