import { type Amount, type Party, type SlaTarget } from '#regulation';
import { type Instant } from '../instant.js';

export interface ClockPause {
  readonly from: Instant;
  /** Absent while the clock stands. */
  readonly to?: Instant;
  readonly waitingFor: Party;
}

/** Where a clock is in its life. */
export type ClockRun =
  | { readonly kind: 'running'; readonly dueAt?: Instant | undefined; readonly warnAt?: Instant | undefined }
  | { readonly kind: 'standing'; readonly waitingFor: Party }
  | { readonly kind: 'met'; readonly at: Instant }
  | { readonly kind: 'stopped'; readonly at: Instant; readonly reason: string };

/** One target running on one ticket, as its events tell. Everything that a later computation needs is here, nothing is derived. */
export interface Clock {
  readonly id: string;
  readonly target: string;
  readonly metric: SlaTarget['metric'];
  readonly party: Party;
  /** When it was set off; `startsAt` may be the next opening, or a change of target that counts from itself. */
  readonly setOffAt: Instant;
  readonly startsAt: Instant;
  readonly schedule: string;
  readonly amount?: Amount | undefined;
  readonly promisedAt?: Instant | undefined;
  readonly dayEnds?: 'closing' | 'midnight' | undefined;
  readonly provisional: boolean;
  readonly regulationVersion: number;
  readonly calendarVersion: number;
  readonly pauses: readonly ClockPause[];
  readonly run: ClockRun;
  /** Last due instant told, also while it stands. */
  readonly lastDueAt: Instant;
  readonly warned: boolean;
  /** Recorded once, with its instant; annulled ones stay. */
  readonly breach?: { readonly at: Instant; readonly annulled: false | 'late-record' | 'decision' };
  /** It ended because the ticket closed: correcting the close brings it back. */
  readonly endedByClose: boolean;
}

export type ActiveClock = Clock & { readonly run: Extract<ClockRun, { kind: 'running' | 'standing' }> };

export function isActive(clock: Clock): clock is ActiveClock {
  return clock.run.kind === 'running' || clock.run.kind === 'standing';
}

/** A breach that counts. */
export function isBreached(
  clock: Clock,
): clock is Clock & { readonly breach: { readonly at: Instant; readonly annulled: false } } {
  return clock.breach !== undefined && clock.breach.annulled === false;
}

/** No further due instant is told: it is breached, or staff excused it. */
export function isJudged(clock: Clock): boolean {
  return clock.breach !== undefined && clock.breach.annulled !== 'late-record';
}

export function endedAt(clock: Clock): Instant | undefined {
  return clock.run.kind === 'met' || clock.run.kind === 'stopped' ? clock.run.at : undefined;
}

/** Later facts about its pauses are not earlier than this. */
export function lastTurn(clock: Clock): Instant {
  const pause = clock.pauses.at(-1);
  return pause?.to ?? pause?.from ?? clock.setOffAt;
}
