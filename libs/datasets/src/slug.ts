/**
 * A text as part of an identifier: letters of ASCII in lower case, digits, single hyphens. Accents and apostrophes are
 * dropped, everything else separates. May be empty.
 */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
