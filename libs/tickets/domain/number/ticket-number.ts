import { checkCharacter } from './check-character.js';

/** `<prefix>-<two digits of the year><sequence>-<check character>`, such as `EV-26000123-K`. */
const NUMBER = /^([A-Z]{2,4})-?(\d{2})(\d{6,12})-?([0-9A-Z])$/;

export type ParsedTicketNumber =
  | { readonly ok: true; readonly number: string; readonly prefix: string }
  | { readonly ok: false; readonly code: 'ticket-number-malformed' | 'ticket-number-mistyped' };

/**
 * @param sequence from 1 on; it never starts again, so the year only helps people.
 * @param year full year of the drawing.
 */
export function formatTicketNumber(prefix: string, year: number, sequence: number): string {
  const body = `${String(year % 100).padStart(2, '0')}${String(sequence).padStart(6, '0')}`;
  return `${prefix}-${body}-${checkCharacter(prefix + body)}`;
}

/** As people type it: small letters, spaces and lost hyphens are forgiven, a wrong check character is told apart. */
export function parseTicketNumber(text: string): ParsedTicketNumber {
  const match = NUMBER.exec(text.replace(/\s+/g, '').toUpperCase());
  if (match === null) return { ok: false, code: 'ticket-number-malformed' };
  const [, prefix = '', year = '', sequence = '', check = ''] = match;
  if (checkCharacter(prefix + year + sequence) !== check) {
    return { ok: false, code: 'ticket-number-mistyped' };
  }
  return { ok: true, number: `${prefix}-${year}${sequence}-${check}`, prefix };
}

/**
 * Initials of the desk's code (`equipment-vendor` → `EV`), its first two letters when it is one word. Two desks may share a prefix:
 * sequences belong to prefixes, so their numbers differ all the same.
 */
export function numberPrefix(desk: string): string {
  const words = desk
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');
  const initials = words
    .map((word) => word[0])
    .join('')
    .slice(0, 4);
  if (initials.length >= 2) return initials;
  return (words[0] ?? '').slice(0, 2).padEnd(2, 'X');
}
