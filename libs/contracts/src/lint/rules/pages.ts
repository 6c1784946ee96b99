import { type DescMessage, ScalarType } from '@bufbuild/protobuf';
import type { LintedMethod, Objection } from '../linted-method.ts';

const lists = /^(?:List|Search|Query|Find)(?:[A-Z]|$)/;

/** The rule of methods that list. */
export function checkPages({ method }: LintedMethod): Objection[] {
  const { input, output } = method;
  const hasItems = output.fields.some((field) => field.fieldKind === 'list' && field.message !== undefined);
  if (!lists.test(method.name) || !hasItems) return [];
  const missing = [
    ...(has(input, 'page_size', ScalarType.INT32) ? [] : [`int32 page_size in ${input.name}`]),
    ...(has(input, 'page_token', ScalarType.STRING) ? [] : [`string page_token in ${input.name}`]),
    ...(has(output, 'next_page_token', ScalarType.STRING) ? [] : [`string next_page_token in ${output.name}`]),
  ];
  if (missing.length === 0) return [];
  return [
    {
      rule: 'pages',
      message: `${method.name} lists without pages: there is no ${inWords(missing)}`,
      note: 'add them now, even where one page holds all: they cannot be added later (AIP-158)',
    },
  ];
}

function has(message: DescMessage, name: string, scalar: ScalarType): boolean {
  return message.fields.some((field) => field.fieldKind === 'scalar' && field.name === name && field.scalar === scalar);
}

function inWords(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and no ${parts.at(-1) ?? ''}`;
}
