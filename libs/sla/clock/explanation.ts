import { type Pause, type WorkingTime } from '#working-time';

/** One piece of a clock's life. The pieces tile [startsAt, until) and the counted ones sum to the elapsed time, exactly. */
export interface ClockStretch {
  readonly from: number;
  readonly to: number;
  /** `closed` wins over `paused`: a pause in closed time takes nothing from anybody. */
  readonly kind: 'counted' | 'paused' | 'closed';
  /** Why it is closed, or who owed the next step. */
  readonly reason?: string;
}

/** A pause with the party that owed the next step. */
export interface NamedPause extends Pause {
  readonly waitingFor?: string;
}

export interface CountedSpan {
  readonly startsAt: number;
  /** When it was met or stopped, or the instant at which it is looked at. */
  readonly until: number;
  readonly pauses: readonly NamedPause[];
  /** Counts every hour of every day instead of the schedule's. */
  readonly calendarTime: boolean;
}

/** Milliseconds of open time since the start, pauses taken off; 0 before the start. */
export function elapsedOf(span: CountedSpan, hours: WorkingTime): number {
  const measure = (from: number, to: number) =>
    to <= from ? 0 : span.calendarTime ? to - from : hours.between(from, to);
  const paused = clipped(span).reduce((total, pause) => total + measure(pause.from, pause.to), 0);
  return measure(span.startsAt, span.until) - paused;
}

export function explain(span: CountedSpan, hours: WorkingTime): readonly ClockStretch[] {
  if (span.until <= span.startsAt) return [];
  const open: readonly ClockStretch[] = span.calendarTime
    ? [{ from: span.startsAt, to: span.until, kind: 'counted' }]
    : hours.stretches(span.startsAt, span.until).map(({ from, to, open, reason }) => ({
        from,
        to,
        kind: open ? ('counted' as const) : ('closed' as const),
        ...(reason !== undefined && { reason }),
      }));
  const pauses = clipped(span);
  return open.flatMap((stretch) => (stretch.kind === 'closed' ? [stretch] : cut(stretch, pauses)));
}

function cut(stretch: ClockStretch, pauses: readonly ClippedPause[]): ClockStretch[] {
  const pieces: ClockStretch[] = [];
  let from = stretch.from;
  for (const pause of pauses) {
    const start = Math.max(pause.from, from);
    const end = Math.min(pause.to, stretch.to);
    if (end <= start) continue;
    if (start > from) pieces.push({ from, to: start, kind: 'counted' });
    pieces.push({
      from: start,
      to: end,
      kind: 'paused',
      ...(pause.waitingFor !== undefined && { reason: pause.waitingFor }),
    });
    from = end;
  }
  if (from < stretch.to) pieces.push({ from, to: stretch.to, kind: 'counted' });
  return pieces;
}

interface ClippedPause {
  readonly from: number;
  readonly to: number;
  readonly waitingFor?: string;
}

function clipped({ pauses, startsAt, until }: CountedSpan): ClippedPause[] {
  return pauses
    .map((pause) => ({
      from: Math.max(pause.from, startsAt),
      to: Math.min(pause.to ?? until, until),
      ...(pause.waitingFor !== undefined && { waitingFor: pause.waitingFor }),
    }))
    .filter(({ from, to }) => to > from);
}
