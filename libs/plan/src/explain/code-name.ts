import { Code } from '@tributary/language';

/** A status code by its name. */
export function codeName(code: number): string {
  return Code[code] ?? `code ${code}`;
}
