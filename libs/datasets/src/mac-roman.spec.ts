import { describe, expect, it } from '@jest/globals';
import { mendMacRoman } from './mac-roman.ts';

describe('mendMacRoman', () => {
  it.each([
    ['LÈon', 'Léon'],
    ['DÈj‡ Vu', 'Déjà Vu'],
    ['Die F‰lscher', 'Die Fälscher'],
    ['The Naked Gun 2Ω: The Smell of Fear', 'The Naked Gun 2½: The Smell of Fear'],
    ["I Love You Ö Don't Touch Me!", "I Love You … Don't Touch Me!"],
  ])('mends %j', (broken, whole) => {
    expect(mendMacRoman(broken)).toBe(whole);
  });

  it.each(['Heat', 'Alien³', '映画'])('leaves %j, which no Mac has written', (text) => {
    expect(mendMacRoman(text)).toBe(text);
  });
});
