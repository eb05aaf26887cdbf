import { type Language, loadMessages, type MessageParams } from '#platform';
import { ticketMessagesFolder } from '#tickets';
import type english from './messages/en.json';

export const importMessages = loadMessages<keyof typeof english>(new URL('./messages/', import.meta.url));
const ticketMessages = loadMessages(ticketMessagesFolder);

/** Why a row was refused: by the file, by the mapping, or by the ticket. */
export function refusalSentence(language: Language, code: string, params: MessageParams = {}): string {
  const own = importMessages.codes.find((known) => known === code);
  return own === undefined
    ? ticketMessages.text(language, code, params)
    : importMessages.text(language, own, params);
}

/** Words for a reason in the sums; that of a single row has parameters, so there its code must do. */
export function reasonWords(language: Language, reason: string): string {
  const own = importMessages.codes.find((known) => known === reason);
  try {
    return own === undefined ? reason : `${reason} (${importMessages.text(language, own)})`;
  } catch (error) {
    if (error instanceof RangeError) return reason;
    throw error;
  }
}
