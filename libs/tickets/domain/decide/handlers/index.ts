import { type TicketCommandType } from '../../ticket.commands.js';
import { adoptionHandlers } from './adoption.js';
import { callHandlers } from './calls.js';
import { conversationHandlers } from './conversation.js';
import { correctClose, correctionHandlers } from './corrections.js';
import { endingHandlers, reopen } from './ending.js';
import { type ClosedHandlers, type OpenHandlers } from './handler.js';
import { partyHandlers } from './parties.js';
import { placeHandlers } from './place.js';
import { promiseHandlers } from './promises.js';
import { recordHandlers } from './records.js';

/** Commands that `decide` answers itself. */
export type Elsewhere = 'OpenTicket' | 'Advance';
/** Commands that only a closed ticket takes. */
export type OnlyClosed = 'CorrectClose' | 'Reopen';

/** What an open ticket takes; a command without a handler does not compile. */
export const OPEN_HANDLERS: OpenHandlers<Exclude<TicketCommandType, Elsewhere | OnlyClosed>> = {
  ...placeHandlers,
  ...conversationHandlers,
  ...partyHandlers,
  ...promiseHandlers,
  ...recordHandlers,
  ...callHandlers,
  ...correctionHandlers,
  ...endingHandlers,
  ...adoptionHandlers,
};

/** What a closed ticket still takes; everything else it refuses. */
export const CLOSED_HANDLERS: ClosedHandlers<
  OnlyClosed | keyof typeof recordHandlers | keyof typeof correctionHandlers
> = {
  ...recordHandlers,
  ...correctionHandlers,
  CorrectClose: correctClose,
  Reopen: reopen,
};
