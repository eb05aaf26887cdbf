import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { strictJson } from './strict-json.js';

/** JSON as a client may send it, -0 left out: JSON has no such number. */
const json = fc
  .jsonValue({ noUnicodeString: false })
  .filter((value) => !JSON.stringify(value).includes('\\u0000'));

describe('strict JSON', () => {
  it('gives every value that it lets pass back unchanged', () => {
    let passed = 0;
    fc.assert(
      fc.property(json, (value) => {
        let text: string;
        try {
          text = strictJson(value, 'x');
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid-event' });
          return;
        }
        const back: unknown = JSON.parse(text);
        expect(JSON.stringify(back)).toBe(JSON.stringify(value));
        expect(text).not.toMatch(/[\n\r]/);
        passed++;
      }),
    );
    expect(passed).toBeGreaterThan(25);
  });

  it('refuses a bad value however deep it stands, and names the place', () => {
    const bad = fc.constantFrom<unknown>(
      undefined,
      NaN,
      new Date(0),
      2 ** 60,
      1n,
      Symbol('s'),
      '\ud800',
      'a\u0000',
    );
    const path = fc.array(fc.oneof(fc.constantFrom('a', 'b'), fc.nat(2)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(bad, path, (value, steps) => {
        const whole = steps.reduceRight<unknown>(
          (inner, step) =>
            typeof step === 'number' ? [...Array<number>(step).fill(0), inner] : { [step]: inner },
          value,
        );
        const place =
          'x' + steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
        expect(() => strictJson(whole, 'x')).toThrow(place);
      }),
    );
  });
});
