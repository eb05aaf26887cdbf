const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const M = ALPHABET.length;

/**
 * Check character of ISO/IEC 7064, hybrid system MOD 37,36: finds every single wrong character and nearly all swaps of neighbours
 * in a text of letters and digits, with a character of the same alphabet.
 *
 * @param text capital Latin letters and digits.
 */
export function checkCharacter(text: string): string {
  let product = M;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError(`no letter or digit: ${character}`);
    const sum = (product + value) % M || M;
    product = (sum * 2) % (M + 1);
  }
  return ALPHABET[(M + 1 - product) % M] ?? '';
}
