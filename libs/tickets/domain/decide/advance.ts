import { lateFrom } from '#sla';
import { instant, type Instant, ms } from '../instant.js';
import { type TicketPolicy } from '../policy.js';
import { type Clock, isActive } from '../state/clock.state.js';
import { type OpenTicketState } from '../state/ticket.state.js';
import { settleClocks } from './clocks/settle-clocks.js';
import { heldUntil, judgeEstimate } from './estimates.js';
import { noticeGiven, noticeInTime, type NoticeOf } from './silence-notice.js';
import { type Recording } from './recording.js';

/** Something that comes about by the passing of time alone. */
interface FallingDue {
  /** From this instant on it is so. */
  readonly from: Instant;
  /** Order of what falls due at one instant; then by clock. */
  readonly rank: number;
  readonly clock: string;
  record(recording: Recording, policy: TicketPolicy): void;
}

/**
 * Records what fell due up to `now`, each at its own instant and in their order, one after the other on the state that the one before
 * left: so it makes no difference whether time passes in one step or in many, or how late anybody looks. The notice before a silent
 * close is the exception: a customer who was told late is given the whole of the notice from then on.
 */
export function advance(recording: Recording, now: Instant, policy: TicketPolicy): void {
  while (recording.ticket.status === 'open') {
    const next = nextFallingDue(recording.ticket, (silence) => noticeGiven(silence, now, policy));
    if (next === undefined || next.from > now) return;
    next.record(recording, policy);
  }
}

/** The first instant at which `advance` would record something; undefined when time alone brings nothing. */
export function nextDueInstant(ticket: OpenTicketState): Instant | undefined {
  return nextFallingDue(ticket, noticeInTime)?.from;
}

function nextFallingDue(ticket: OpenTicketState, notice: NoticeOf): FallingDue | undefined {
  const all = [
    ...ticket.clocks.filter(isActive).flatMap((clock) => [warning(clock), breach(clock)]),
    missedEstimate(ticket),
    silence(ticket, notice),
  ].filter((due): due is FallingDue => due !== undefined);
  return all.sort(byInstant)[0];
}

function byInstant(a: FallingDue, b: FallingDue): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.clock < b.clock ? -1 : a.clock > b.clock ? 1 : 0;
}

function warning(clock: Clock): FallingDue | undefined {
  if (clock.run.kind !== 'running' || clock.warned) return undefined;
  const { warnAt, dueAt } = clock.run;
  if (warnAt === undefined || dueAt === undefined || !canBreach(clock, dueAt)) return undefined;
  return {
    from: warnAt,
    rank: 0,
    clock: clock.id,
    record: (recording) =>
      recording.record('SlaWarned', { clock: clock.id, target: clock.target, at: warnAt, dueAt }),
  };
}

function breach(clock: Clock): FallingDue | undefined {
  if (clock.run.kind !== 'running') return undefined;
  const { dueAt } = clock.run;
  if (dueAt === undefined || !canBreach(clock, dueAt)) return undefined;
  return {
    from: instant(lateFrom(clock, ms(dueAt))),
    rank: 2,
    clock: clock.id,
    record: (recording) =>
      recording.record('SlaBreached', {
        clock: clock.id,
        target: clock.target,
        metric: clock.metric,
        party: clock.party,
        at: dueAt,
        dueAt,
        startsAt: clock.startsAt,
        priority: recording.ticket.priority,
        customer: recording.ticket.customer,
        regulationVersion: clock.regulationVersion,
        calendarVersion: clock.calendarVersion,
      }),
  };
}

/** One promise is broken once: an annulled breach comes back only with a later due instant. */
function canBreach({ breach }: Clock, dueAt: Instant): boolean {
  return breach === undefined || (breach.annulled !== false && dueAt > breach.at);
}

function missedEstimate({ estimate }: OpenTicketState): FallingDue | undefined {
  if (estimate === undefined) return undefined;
  const at = heldUntil(estimate);
  return {
    from: instant(ms(at) + 1),
    rank: 1,
    clock: '',
    record: (recording) => recording.record('EstimateMissed', { solvedBy: estimate.solvedBy, at }),
  };
}

function silence(ticket: OpenTicketState, noticeOf: NoticeOf): FallingDue | undefined {
  if (ticket.silence === undefined) return undefined;
  if (ticket.silence.announced) {
    return { from: ticket.silence.closesAt, rank: 4, clock: '', record: closeBySilence };
  }
  const notice = noticeOf(ticket.silence);
  return {
    from: notice.at,
    rank: 3,
    clock: '',
    record: (recording) => recording.record('ClosingAnnounced', notice),
  };
}

function closeBySilence(recording: Recording, policy: TicketPolicy): void {
  const { silence } = recording.openTicket;
  if (silence === undefined) return;
  const at = silence.closesAt;
  const before = recording.events.length;
  recording.record('Closed', {
    reason: silence.reason,
    by: 'system',
    withoutResponsibility: policy.closingReason(silence.reason)?.withoutResponsibility ?? false,
    at,
  });
  judgeEstimate(recording, at);
  settleClocks(recording, recording.events.slice(before), { at, now: at, policy });
}
