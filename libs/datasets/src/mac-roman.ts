/** Mac OS Roman, 0x80 to 0xFF. */
const upperHalf =
  'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø' +
  '¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ';

const byteOf = new Map(Array.from(upperHalf, (character, index) => [character, 0x80 + index]));

/** Windows-1252, 0x80 to 0x9F; the rest is Latin-1. Spelled out, as TextDecoder of Node 20 takes it for Latin-1 in whole. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Mends a text that was written in Windows-1252 and read as Mac OS Roman: "LÈon" was "Léon". A text that cannot have come
 * about so is left as it is.
 */
export function mendMacRoman(text: string): string {
  let mended = '';
  for (const character of text) {
    const byte = character < '\u0080' ? character.charCodeAt(0) : byteOf.get(character);
    if (byte === undefined) return text;
    mended += windows1252[byte - 0x80] ?? String.fromCharCode(byte);
  }
  return mended;
}
