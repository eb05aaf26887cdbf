import { type Fault as Misbehaviour } from '../../eventstoredb-double/index.js';
import {
  type EventStoreFault,
  type Fault,
  type PostgresFault,
  type ProcessFault,
  type Target,
} from './fault.js';
import { type Random } from './random.js';

/** Longer than a lease is held, so that a paused worker wakes as one who has been replaced; shorter ones stay the owners. */
const LONG_PAUSE_MS = 6_000;
const STALL_MS = 3_000;
const DOWN_MS = 1_000;

export function chooseFault(target: Target, random: Random): Fault {
  switch (target) {
    case 'postgres':
      return { target, fault: postgresFault(random) };
    case 'eventstoredb':
      return { target, fault: eventStoreFault(random) };
    default:
      return { target, fault: processFault(random) };
  }
}

/** Milliseconds that it takes, the start of what was stopped not included. */
export function lengthOf({ fault }: Fault): number {
  if ('ms' in fault) return fault.ms;
  if ('downMs' in fault) return fault.downMs;
  return 'withoutMs' in fault ? fault.withoutMs : 0;
}

function processFault(random: Random): ProcessFault {
  const dice = random.below(10);
  if (dice < 6) return { kind: 'kill', downMs: random.below(DOWN_MS) };
  if (dice < 9) return { kind: 'pause', ms: random.between(100, LONG_PAUSE_MS) };
  return { kind: 'restart' };
}

function postgresFault(random: Random): PostgresFault {
  const ms = random.between(100, STALL_MS);
  return random.pick<PostgresFault>([
    { kind: 'kill', downMs: random.below(DOWN_MS) },
    { kind: 'kill', downMs: 0 },
    { kind: 'restart', downMs: random.below(DOWN_MS) },
    { kind: 'stuck-backend', ms },
    { kind: 'frozen-network', ms },
    { kind: 'slow-network', ms, delayMs: random.between(5, 100) },
    { kind: 'cut-connections' },
  ]);
}

function eventStoreFault(random: Random): EventStoreFault {
  if (random.chance(0.6)) return { kind: 'misbehave', fault: misbehaviour(random) };
  const ms = random.between(100, STALL_MS);
  return random.pick<EventStoreFault>([
    { kind: 'end-subscriptions', how: 'too-slow' },
    { kind: 'end-subscriptions', how: random.pick(['quietly', 'cancelled', 'unavailable']) },
    { kind: 'move-leader', withoutMs: random.pick([0, random.below(DOWN_MS)]) },
    { kind: 'restart-leader', downMs: random.below(DOWN_MS) },
    { kind: 'frozen', ms },
    { kind: 'stale-followers', ms },
    { kind: 'cut-connections' },
    { kind: 'mark-ahead' },
    { kind: 'fell-behind' },
    { kind: 'forget-ids' },
  ]);
}

function misbehaviour(random: Random): Misbehaviour {
  const times = random.between(1, 3);
  const after = random.below(5);
  const milliseconds = random.between(50, STALL_MS);
  return random.pick<Misbehaviour>([
    { on: 'append', how: 'cut-before-storing', times },
    { on: 'append', how: 'cut-after-storing', times },
    { on: 'append', how: 'never-answer', stores: random.chance(0.5), times },
    { on: 'append', how: 'answer-twice', times },
    { on: 'append', how: 'end-instead', times },
    { on: 'append', how: 'time-out', times },
    { on: 'append', how: 'slow', milliseconds, times },
    { on: 'append', how: random.pick(['unavailable', 'not-ready', 'busy']), times },
    { on: 'read', how: 'cut', after, times },
    { on: 'read', how: 'never-answer', times },
    { on: 'read', how: 'slow', milliseconds, times },
    { on: 'read', how: random.pick(['unavailable', 'not-ready', 'busy']), times },
    { on: 'subscribe', how: 'cut', after, times },
    { on: 'subscribe', how: 'end-early', after, times },
    { on: 'subscribe', how: 'marks-ahead', times },
  ]);
}
