import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkCharacter } from './check-character.js';
import { formatTicketNumber, numberPrefix, parseTicketNumber } from './ticket-number.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const numbers = fc
  .tuple(
    fc.constantFrom('EV', 'TS', 'CS', 'IPX', 'ABCD'),
    fc.integer({ min: 2012, max: 2099 }),
    fc.integer({ min: 1, max: 99_999_999 }),
  )
  .map(([prefix, year, sequence]) => formatTicketNumber(prefix, year, sequence));

describe('a ticket number', () => {
  it('has the check character of ISO 7064 MOD 37,36', () => {
    // Global Release Identifier of IFPI, which uses the same system: A1-2425G-ABC1234002-M.
    expect(checkCharacter('A12425GABC1234002')).toBe('M');
  });

  it('is read back, also as people type it', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        for (const typed of [
          number,
          number.toLowerCase(),
          number.replaceAll('-', ''),
          ` ${number.replaceAll('-', ' - ')} `,
        ]) {
          expect(parseTicketNumber(typed)).toMatchObject({ ok: true, number });
        }
      }),
    );
  });

  it('with any one character wrong is told to be mistyped or malformed, never taken for another', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), fc.constantFrom(...ALPHABET), (number, at, wrong) => {
        const places = [...number].flatMap((character, i) =>
          character === '-' || character === wrong ? [] : [i],
        );
        const i = places[at % places.length]!;
        expect(parseTicketNumber(number.slice(0, i) + wrong + number.slice(i + 1)).ok).toBe(false);
      }),
    );
  });

  it.each(['', 'EV', 'EV-26000001', '26000001-K', 'EV-2600001-K', 'ЕВ-26000001-K', "EV-26000001-K'--"])(
    'is not %j',
    (text) => expect(parseTicketNumber(text)).toEqual({ ok: false, code: 'ticket-number-malformed' }),
  );

  it.each([
    ['equipment-vendor', 'EV'],
    ['finale', 'FI'],
    ['a', 'AX'],
    ['one-two-three-four-five', 'OTTF'],
  ])('of %s begins with %s', (desk, prefix) => expect(numberPrefix(desk)).toBe(prefix));
});
