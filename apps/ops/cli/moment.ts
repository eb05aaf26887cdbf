import { loadMessages, operatorError } from '#platform';
import { instantOfLocal, parseInstant, toInstant } from '#working-time';
import type english from './messages/en.json';

const messages = loadMessages<keyof typeof english>(new URL('./messages/', import.meta.url));

/**
 * An instant as an operator types it: ISO 8601 with `Z` or an offset, or a date or a local time of the zone.
 *
 * @throws OperatorError `moment-wrong`
 */
export function momentOf(text: string, zone: string): string {
  try {
    return toInstant(parseInstant(text));
  } catch {
    // A text without an offset is no instant yet.
  }
  try {
    return toInstant(instantOfLocal(text.replace(' ', 'T'), zone));
  } catch {
    throw operatorError(messages, 'moment-wrong', { text }, { exitCode: 2 });
  }
}
