import { type Projection, streamId } from '#event-sourcing';
import { ENDS_SILENCE, type TicketEvent } from '../../domain/ticket.events.js';
import { type ClockViews, evolveClocks } from '../summary/clock-view.js';

/** The next instant at which advancing a ticket would record something. The event moves the row, never the ticker. */
export interface DueTimerRow {
  readonly ticket: string;
  readonly desk: string;
  /** Null while nothing can fall due. */
  readonly next_at: string | null;
  readonly timers: Timers;
}

interface Timers {
  readonly clocks: ClockViews;
  readonly estimate?: { readonly solvedBy: string; readonly toleranceMinutes: number };
  readonly silence?: { readonly noticeAt: string; readonly closesAt: string; readonly announced: boolean };
  readonly closed: boolean;
}

export const dueTimersProjection: Projection<DueTimerRow, TicketEvent> = {
  name: 'due-timers',
  version: 1,
  table: {
    name: 'due_timers',
    columns: {
      ticket: { type: 'uuid' },
      desk: { type: 'text' },
      next_at: { type: 'text', nullable: true, byteOrder: true },
      timers: { type: 'jsonb' },
    },
    key: ['ticket'],
    indexes: ['("next_at") WHERE "next_at" IS NOT NULL'],
  },
  handles: [
    'Opened',
    'EstimateGiven',
    'EstimateMet',
    'EstimateMissed',
    'ClosingAnnounced',
    'Reopened',
    'ClockStarted',
    'ClockPaused',
    'ClockResumed',
    'ClockReinstated',
    'ClockRetargeted',
    'SlaWarned',
    'SlaMet',
    'SlaBreached',
    'SlaBreachAnnulled',
    'ClockStopped',
    ...ENDS_SILENCE,
  ],
  keys: (envelope) => [streamId(envelope.stream)],
  evolve: (row, { event, stream }) => {
    if (event.type === 'Opened') {
      return timerRow(streamId(stream), event.data.desk, { clocks: {}, closed: false });
    }
    if (row === undefined) return undefined;
    const timers = evolveTimers(row.timers, event);
    return timers === row.timers ? row : timerRow(row.ticket, row.desk, timers);
  },
};

function evolveTimers(timers: Timers, event: TicketEvent): Timers {
  switch (event.type) {
    case 'Answered': {
      const { silence } = event.data;
      return silence === undefined ? quiet(timers) : { ...timers, silence: { ...silence, announced: false } };
    }
    case 'ClosingAnnounced':
      return timers.silence === undefined
        ? timers
        : { ...timers, silence: { ...timers.silence, announced: true } };
    case 'EstimateGiven': {
      const { solvedBy, toleranceMinutes } = event.data;
      return { ...timers, estimate: { solvedBy, toleranceMinutes } };
    }
    case 'EstimateMet':
    case 'EstimateMissed': {
      const { estimate: _, ...rest } = timers;
      return rest;
    }
    case 'Closed':
    case 'MarkedAsDuplicate':
      return { ...quiet(timers), closed: true };
    case 'CloseCorrected':
    case 'Reopened':
      return { ...quiet(timers), closed: false };
    default: {
      const clocks = evolveClocks(timers.clocks, event);
      if (clocks !== timers.clocks) return { ...timers, clocks };
      return (ENDS_SILENCE as readonly string[]).includes(event.type) ? quiet(timers) : timers;
    }
  }
}

function quiet(timers: Timers): Timers {
  if (timers.silence === undefined) return timers;
  const { silence: _, ...rest } = timers;
  return rest;
}

function timerRow(ticket: string, desk: string, timers: Timers): DueTimerRow {
  return { ticket, desk, next_at: timers.closed ? null : earliest(instants(timers)), timers };
}

function instants({ clocks, estimate, silence }: Timers): string[] {
  const due: string[] = [];
  for (const clock of Object.values(clocks)) {
    if (clock.state !== 'running') continue;
    if (clock.warnAt !== undefined && clock.warnedAt === undefined) due.push(clock.warnAt);
    if (clock.dueAt !== undefined && clock.breachedAt === undefined) due.push(clock.dueAt);
  }
  if (silence !== undefined) due.push(silence.announced ? silence.closesAt : silence.noticeAt);
  if (estimate !== undefined) {
    due.push(new Date(Date.parse(estimate.solvedBy) + estimate.toleranceMinutes * 60_000).toISOString());
  }
  return due;
}

function earliest(due: readonly string[]): string | null {
  return due.length === 0 ? null : due.reduce((a, b) => (a < b ? a : b));
}
