import { RE2JS } from '@bufbuild/re2';
import { spendSteps } from '../meter.ts';

interface Compiled {
  readonly pattern: RE2JS;
  /** What one character of text costs at most. */
  readonly instructions: number;
}

// Compiling takes from 50 us to milliseconds. Patterns are literals as a rule; those that requests bring are not kept
// for long.
const compiled = new Map<string, Compiled>();
const maxCompiled = 256;
const instructionsPerStep = 512;
const compilingStepsPerCharacter = 40;

function compile(text: string): Compiled {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  spendSteps(text.length * compilingStepsPerCharacter);
  const pattern = RE2JS.compile(text);
  const entry = { pattern, instructions: pattern.re2().prog.numInst() };
  if (compiled.size >= maxCompiled) compiled.clear();
  compiled.set(text, entry);
  return entry;
}

/** Whether a regular expression matches somewhere in a text. Takes time linear in the text, which counts. */
export function matches(text: string, pattern: string): boolean {
  const { pattern: expression, instructions } = compile(pattern);
  spendSteps(1 + Math.ceil((text.length * instructions) / instructionsPerStep));
  return expression.test(text);
}
