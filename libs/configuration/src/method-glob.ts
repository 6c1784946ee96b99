/** The form of a pattern over method names, for editors. */
export const methodGlobPattern = '^[A-Za-z_*][A-Za-z0-9_*]*$';

/**
 * Reads a pattern over method names, in which `*` stands for any text: `Get*`, `*`, `BatchGet*s`.
 *
 * @returns whether a name fits, or undefined where the text is no pattern
 */
export function parseMethodGlob(text: string): ((methodName: string) => boolean) | undefined {
  if (!new RegExp(methodGlobPattern).test(text)) return undefined;
  const expression = new RegExp(`^${text.replaceAll(/\*+/g, '.*')}$`);
  return (methodName) => expression.test(methodName);
}
