import { type History, type LoggedEvent, type Violation } from '../history.js';

/** A clock, told by its events alone: nothing here is the product's own reckoning. */
interface Clock {
  /** While it runs. */
  dueAt?: string | undefined;
  breached: boolean;
  over: boolean;
}

/** Every clock that ran beyond its due instant has one breach with that instant, and no other clock has any. */
export function checkBreaches({ log, settledAt }: History): readonly Violation[] {
  const found: Violation[] = [];
  const clocks = new Map<string, Clock>();
  for (const event of log) {
    if (typeof event.data.clock !== 'string') continue;
    const name = `${event.stream} ${event.data.clock}`;
    const clock = clocks.get(name) ?? { breached: false, over: false };
    clocks.set(name, clock);
    if (event.type === 'SlaBreached') found.push(...breach(name, clock, event));
    else follow(clock, event);
  }
  for (const [name, { dueAt, breached, over }] of clocks)
    if (!breached && !over && dueAt !== undefined && dueAt < settledAt)
      found.push({ rule: 'breach-missing', detail: `${name}: due ${dueAt}, settled ${settledAt}` });
  return found;
}

function breach(name: string, clock: Clock, { data }: LoggedEvent): Violation[] {
  const detail = `${name}: due ${String(clock.dueAt)}, breached ${String(data.dueAt)}`;
  const isSecond = clock.breached;
  clock.breached = true;
  if (isSecond) return [{ rule: 'breach-doubled', detail }];
  return clock.over || clock.dueAt !== data.dueAt ? [{ rule: 'breach-unfounded', detail }] : [];
}

function follow(clock: Clock, { type, data }: LoggedEvent): void {
  switch (type) {
    case 'ClockStarted':
    case 'ClockResumed':
    case 'ClockReinstated':
    case 'ClockRetargeted':
      clock.dueAt = data.dueAt as string | undefined;
      clock.over = false;
      break;
    case 'ClockPaused':
      clock.dueAt = undefined;
      break;
    case 'SlaMet':
    case 'ClockStopped':
      clock.over = true;
      break;
    case 'SlaBreachAnnulled':
      clock.breached = false;
      break;
  }
}
