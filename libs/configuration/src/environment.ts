/** The environment's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its variables put in, or why that cannot be. */
export type Substituted =
  { readonly kind: 'ok'; readonly text: string } | { readonly kind: 'failed'; readonly message: string };

// What follows `${` up to the next `}`, or to the end where that is missing.
const reference = /\$\{([^}]*)(\}?)/g;
const form = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Puts variables into a text: `${NAME}` must be set, `${NAME:-default}` is the default where it is unset or empty, as a
 * shell has it. A default is taken as it is.
 */
export function substituteEnvironment(text: string, environment: Environment): Substituted {
  const failures: string[] = [];
  const substituted = text.replaceAll(reference, (whole: string, inner: string, end: string) => {
    const [, name, otherwise] = end === '' ? [] : (form.exec(inner) ?? []);
    if (name === undefined) {
      failures.push(`cannot read ${whole}; write \${NAME} or \${NAME:-default}`);
      return '';
    }
    const value = environment[name];
    if (otherwise !== undefined) return value === undefined || value === '' ? otherwise : value;
    if (value === undefined) {
      failures.push(`the environment has no ${name}; set it, or give a default as \${${name}:-default}`);
    }
    return value ?? '';
  });
  if (failures.length > 0) return { kind: 'failed', message: failures.join('; ') };
  return { kind: 'ok', text: substituted };
}
