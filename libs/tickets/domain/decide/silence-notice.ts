import { dueOf } from '#sla';
import { instant, type Instant, ms } from '../instant.js';
import { type TicketPolicy } from '../policy.js';
import { type Silence } from '../state/ticket.state.js';

/** When the customer is told that his silence closes the ticket, and when it then does. */
export interface Notice {
  readonly at: Instant;
  readonly closesAt: Instant;
}

export type NoticeOf = (silence: Silence) => Notice;

/** The notice as the answer planned it. */
export const noticeInTime: NoticeOf = ({ noticeAt, closesAt }) => ({ at: noticeAt, closesAt });

/**
 * The notice when it is given at `now`: as planned while the whole notice still lies before the planned close, else from now on. Nobody
 * is told by a notice that is recorded together with the close.
 */
export function noticeGiven(silence: Silence, now: Instant, policy: TicketPolicy): Notice {
  if (now <= silence.noticeAt) return noticeInTime(silence);
  const closesAt = noticeEnd(silence, now, policy);
  return closesAt <= silence.closesAt ? noticeInTime(silence) : { at: now, closesAt };
}

function noticeEnd({ noticeAt, closesAt }: Silence, now: Instant, policy: TicketPolicy): Instant {
  // The ticket may have gone over to a regulation that closes nothing by silence: what was said with the answer holds.
  if (policy.silence === undefined) return instant(ms(now) + ms(closesAt) - ms(noticeAt));
  const { noticeBefore, schedule } = policy.silence;
  const due = dueOf({ startsAt: ms(now), rule: { amount: noticeBefore } }, [], policy.workingTime(schedule));
  return due.state === 'running' ? instant(due.dueAt) : closesAt;
}
