import { accepted, type Decider } from '#event-sourcing';
import { type DeskEventOf } from './desk.events.js';

export type NameCommand =
  | { readonly type: 'NameDesk'; readonly desk: string }
  | { readonly type: 'NameCalendar'; readonly calendar: string };

export interface Directory {
  readonly desks: readonly string[];
  readonly calendars: readonly string[];
}

type DirectoryEvent = DeskEventOf<'DeskNamed' | 'CalendarNamed'>;

/**
 * The names of all desks and calendars, on one stream. A stream's id is made of its name and can't be turned back, and looking
 * for publications in the log would read every event of every ticket.
 */
export const directoryDecider: Decider<Directory, NameCommand, DirectoryEvent, undefined> = {
  initialState: { desks: [], calendars: [] },
  decide(command, { desks, calendars }) {
    switch (command.type) {
      case 'NameDesk':
        return desks.includes(command.desk)
          ? accepted()
          : accepted({ type: 'DeskNamed', data: { desk: command.desk } });
      case 'NameCalendar':
        return calendars.includes(command.calendar)
          ? accepted()
          : accepted({ type: 'CalendarNamed', data: { calendar: command.calendar } });
    }
  },
  evolve: (state, event) =>
    event.type === 'DeskNamed'
      ? { ...state, desks: [...state.desks, event.data.desk] }
      : { ...state, calendars: [...state.calendars, event.data.calendar] },
};
