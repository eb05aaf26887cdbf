import { type TicketEvent } from '../../domain/ticket.events.js';

/** One clock as its events tell it: what is promised, and how it stands. */
export interface ClockView {
  readonly target: string;
  readonly metric: string;
  readonly party: string;
  readonly startsAt: string;
  readonly state: 'running' | 'paused' | 'met' | 'stopped';
  readonly dueAt?: string;
  readonly expectedAt?: string;
  readonly warnAt?: string;
  readonly waitingFor?: string;
  readonly remaining?: { readonly value: number; readonly unit: string };
  readonly provisional: boolean;
  readonly warnedAt?: string;
  readonly breachedAt?: string;
  readonly annulled?: true;
  readonly endedAt?: string;
  readonly inTime?: boolean;
  readonly elapsedMs?: number;
}

export type ClockViews = { readonly [clock: string]: ClockView };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The clocks after the event; the same object when the event is none of theirs. */
export function evolveClocks(clocks: ClockViews, event: TicketEvent): ClockViews {
  switch (event.type) {
    case 'ClockStarted':
      return { ...clocks, [event.data.clock]: { ...terms(event.data), state: 'running' } };
    case 'ClockPaused':
      return change(clocks, event.data.clock, (clock) => ({
        ...without(clock, 'dueAt', 'expectedAt', 'warnAt'),
        state: 'paused',
        waitingFor: event.data.waitingFor,
        remaining: event.data.remaining,
      }));
    case 'ClockResumed':
      return change(clocks, event.data.clock, (clock) => ({
        ...running(clock),
        ...promise(event.data),
        state: 'running',
      }));
    case 'ClockReinstated':
      return change(clocks, event.data.clock, (clock) =>
        event.data.waitingFor === undefined
          ? { ...running(clock), ...promise(event.data), state: 'running' }
          : {
              ...without(running(clock), 'dueAt', 'expectedAt', 'warnAt'),
              state: 'paused',
              waitingFor: event.data.waitingFor,
            },
      );
    case 'ClockRetargeted':
      return change(clocks, event.data.clock, (clock) => {
        const summary = without(clock, 'dueAt', 'expectedAt', 'warnAt', 'warnedAt', 'remaining');
        const next: Mutable<ClockView> = { ...summary, ...terms(event.data), state: clock.state };
        if (event.data.remaining !== undefined) next.remaining = event.data.remaining;
        return next;
      });
    case 'SlaWarned':
      return change(clocks, event.data.clock, (clock) => ({ ...clock, warnedAt: event.data.at }));
    case 'SlaBreached':
      return change(clocks, event.data.clock, (clock) => ({
        ...without(clock, 'annulled'),
        breachedAt: event.data.at,
      }));
    case 'SlaBreachAnnulled':
      return change(clocks, event.data.clock, (clock) => ({ ...clock, annulled: true }));
    case 'SlaMet':
      return change(clocks, event.data.clock, (clock) => ({
        ...clock,
        state: 'met',
        endedAt: event.data.at,
        inTime: event.data.inTime,
        elapsedMs: event.data.elapsedMs,
      }));
    case 'ClockStopped':
      return change(clocks, event.data.clock, (clock) => ({
        ...clock,
        state: 'stopped',
        endedAt: event.data.at,
        elapsedMs: event.data.elapsedMs,
      }));
    default:
      return clocks;
  }
}

export interface NearestDue {
  readonly clock: string;
  readonly metric: string;
  readonly dueAt: string;
}

/** The earliest due instant among running clocks, overdue ones included; ties by the clock's name. */
export function nearestDue(clocks: ClockViews): NearestDue | undefined {
  let nearest: NearestDue | undefined;
  for (const [clock, { state, dueAt, metric }] of Object.entries(clocks)) {
    if (state !== 'running' || dueAt === undefined) continue;
    if (
      nearest === undefined ||
      dueAt < nearest.dueAt ||
      (dueAt === nearest.dueAt && clock < nearest.clock)
    ) {
      nearest = { clock, metric, dueAt };
    }
  }
  return nearest;
}

type Terms = Extract<TicketEvent, { type: 'ClockStarted' | 'ClockRetargeted' }>['data'];
type Promised = Extract<TicketEvent, { type: 'ClockResumed' | 'ClockReinstated' }>['data'];

function terms(data: Terms): Omit<ClockView, 'state'> {
  return {
    target: data.target,
    metric: data.metric,
    party: data.party,
    startsAt: data.startsAt,
    ...promise(data),
  };
}

function promise(data: Terms | Promised): Pick<ClockView, 'provisional' | 'dueAt' | 'expectedAt' | 'warnAt'> {
  const given: Mutable<Pick<ClockView, 'provisional' | 'dueAt' | 'expectedAt' | 'warnAt'>> = {
    provisional: data.provisional,
  };
  if (data.dueAt !== undefined) given.dueAt = data.dueAt;
  if (data.expectedAt !== undefined) given.expectedAt = data.expectedAt;
  if (data.warnAt !== undefined) given.warnAt = data.warnAt;
  return given;
}

/** The clock stripped of what held only while it stood or had ended. */
function running(clock: ClockView): ClockView {
  return without(
    clock,
    'waitingFor',
    'remaining',
    'dueAt',
    'expectedAt',
    'warnAt',
    'endedAt',
    'inTime',
    'elapsedMs',
  );
}

/** An event of a clock that never started leaves the clocks as they are: a fold does not judge the log. */
function change(clocks: ClockViews, name: string, to: (clock: ClockView) => ClockView): ClockViews {
  const clock = clocks[name];
  return clock === undefined ? clocks : { ...clocks, [name]: to(clock) };
}

function without<Key extends keyof ClockView>(clock: ClockView, ...keys: readonly Key[]): ClockView {
  const rest: Partial<Mutable<ClockView>> = { ...clock };
  for (const key of keys) delete rest[key];
  return rest as ClockView;
}
