import { accepted, type Decider, refused } from '#event-sourcing';
import { type DeskEventOf } from './desk.events.js';

export type DeskCommand =
  | { readonly type: 'StartDeskImport'; readonly desk: string }
  | { readonly type: 'GoLive'; readonly desk: string };

export interface DeskContext {
  /** The desk has a regulation. */
  readonly known: boolean;
  /** The desk has a case, open or closed: once it has been live with it, no history can be put in before it. */
  readonly hasCase: boolean;
}

export type DeskMode = 'live' | 'importing';
type DeskStateEvent = DeskEventOf<'DeskImportStarted' | 'DeskWentLive'>;

/** Whether a desk works, or is being filled from another system's log. A desk that nothing was said of is live. */
export const deskDecider: Decider<DeskMode, DeskCommand, DeskStateEvent, DeskContext> = {
  initialState: 'live',
  decide({ type, desk }, mode, { known, hasCase }) {
    if (!known) return refused('desk-unknown', { desk });
    switch (type) {
      case 'StartDeskImport':
        if (mode === 'importing') return accepted();
        return hasCase
          ? refused('desk-has-live-case', { desk })
          : accepted({ type: 'DeskImportStarted', data: { desk } });
      case 'GoLive':
        return mode === 'live' ? accepted() : accepted({ type: 'DeskWentLive', data: { desk } });
    }
  },
  evolve: (_mode, event) => (event.type === 'DeskImportStarted' ? 'importing' : 'live'),
};
