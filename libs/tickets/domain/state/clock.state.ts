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
  readonly breach?: { readonly at: Instant; readonly annulled: boolean };
}

export type ActiveClock = Clock & { readonly run: Extract<ClockRun, { kind: 'running' | 'standing' }> };

export function isActive(clock: Clock): clock is ActiveClock {
  return clock.run.kind === 'running' || clock.run.kind === 'standing';
}

export function isBreached(clock: Clock): clock is Clock & { readonly breach: { readonly at: Instant } } {
  return clock.breach !== undefined && !clock.breach.annulled;
}

export function endedAt(clock: Clock): Instant | undefined {
  return clock.run.kind === 'met' || clock.run.kind === 'stopped' ? clock.run.at : undefined;
}

/** The last instant at which something of the clock was decided: later facts about it are not earlier than this. */
export function lastTurn(clock: Clock): Instant {
  const pause = clock.pauses.at(-1);
  return pause?.to ?? pause?.from ?? clock.startsAt;
}
