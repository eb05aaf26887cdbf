import { clearText, type Personal, type Projection, streamId } from '#event-sourcing';
import { type TicketEvent } from '../../domain/ticket.events.js';

/** What was written on a ticket, in clear, for the search by words: a read model that is meant to hold it. */
export interface TicketWordsRow {
  readonly ticket: string;
  /** What the customer may read too. */
  readonly words: string;
  /** Internal notes, kept apart: a customer's search must not find by them what he can't read. */
  readonly internal_words: string;
}

/** Characters of an index row; PostgreSQL's tsvector holds no more than a megabyte of lexemes. */
const MAX_WORDS = 200_000;

export const ticketWordsProjection: Projection<TicketWordsRow, TicketEvent> = {
  name: 'ticket-words',
  version: 1,
  table: {
    name: 'ticket_words',
    columns: { ticket: { type: 'uuid' }, words: { type: 'text' }, internal_words: { type: 'text' } },
    key: ['ticket'],
    indexes: [
      `USING gin (to_tsvector('russian', "words"))`,
      `USING gin (to_tsvector('russian', "internal_words")) WHERE "internal_words" <> ''`,
    ],
  },
  handles: [
    'Opened',
    'Answered',
    'InformationRequested',
    'CustomerReplied',
    'CustomerInformed',
    'NoteAdded',
    'WishRecorded',
  ],
  needsPersonal: true,
  keys: (envelope) => [streamId(envelope.stream)],
  evolve: (row, { event, stream }) => {
    const text = textsOf(event)
      .map((personal) => clearText(personal))
      .filter((words) => words !== undefined)
      .join('\n');
    if (text === '') return row;
    const before = row ?? { ticket: streamId(stream), words: '', internal_words: '' };
    const column =
      event.type === 'NoteAdded' && event.data.visibility === 'internal' ? 'internal_words' : 'words';
    return { ...before, [column]: `${before[column]}\n${text}`.trimStart().slice(0, MAX_WORDS) };
  },
};

function textsOf(event: TicketEvent): readonly (Personal | undefined)[] {
  switch (event.type) {
    case 'Opened':
      return [event.data.subject, event.data.text];
    case 'Answered':
    case 'InformationRequested':
    case 'CustomerReplied':
    case 'CustomerInformed':
    case 'NoteAdded':
    case 'WishRecorded':
      return [event.data.text];
    default:
      return [];
  }
}
