import { accepted, type Decider, refused } from '#event-sourcing';
import { type DeskEventOf } from './desk.events.js';

export type DeskCommand =
  | { readonly type: 'StartDeskImport'; readonly desk: string }
  | { readonly type: 'GoLive'; readonly desk: string };

export interface DeskContext {
  /** The desk has a regulation. */
  readonly known: boolean;
  /** The desk has a case that was not imported and is not over: history can't be put in before it. */
  readonly hasLiveCase: boolean;
}

export type DeskMode = 'live' | 'importing';
type DeskStateEvent = DeskEventOf<'DeskImportStarted' | 'DeskWentLive'>;

/** Whether a desk works, or is being filled from another system's log. A desk that nothing was said of is live. */
export const deskDecider: Decider<DeskMode, DeskCommand, DeskStateEvent, DeskContext> = {
  initialState: 'live',
  decide({ type, desk }, mode, { known, hasLiveCase }) {
    if (!known) return refused('desk-unknown', { desk });
    switch (type) {
      case 'StartDeskImport':
        if (mode === 'importing') return accepted();
        return hasLiveCase
          ? refused('desk-has-live-case', { desk })
          : accepted({ type: 'DeskImportStarted', data: { desk } });
      case 'GoLive':
        return mode === 'live' ? accepted() : accepted({ type: 'DeskWentLive', data: { desk } });
    }
  },
  evolve: (_mode, event) => (event.type === 'DeskImportStarted' ? 'importing' : 'live'),
};
