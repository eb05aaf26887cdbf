import { type ProcessManager, streamId } from '#event-sourcing';
import { type TicketEventOf } from '../domain/ticket.events.js';
import { type TicketProcessCommand } from './ticket-dispatch.js';

/** A ticket that continues another one is named on it. */
export const continuationProcess: ProcessManager<TicketEventOf<'Opened'>, TicketProcessCommand> = {
  name: 'ticket-continuation',
  version: 1,
  handles: ['Opened'],
  react: ({ event: { data }, stream }) =>
    data.continues === undefined
      ? []
      : [
          {
            command: {
              ticketId: data.continues,
              desk: data.desk,
              command: { type: 'RecordContinuation', by: streamId(stream), byNumber: data.number },
            },
          },
        ],
};
