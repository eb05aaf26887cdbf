import { randomUUID } from 'node:crypto';
import { Gauge, type Registry } from 'prom-client';
import { type DomainEvent, type ProcessManager, type ProcessStatus, runProcess } from '#event-sourcing';
import { createCheckpointStore, ProjectionRunner, type ReadStore, withLease } from '#read-store';
import {
  adoptionProcess,
  continuationProcess,
  DeadlineTicker,
  dueTimersProjection,
  ticketDispatch,
  type TicketProcessCommand,
} from '#tickets';
import { type ClockWatch } from '../composition/clock-watch.js';
import { followPublications } from '../composition/follow-publications.js';
import { type HelpDesk } from '../composition/help-desk.js';
import { keepOn, waitUnlessAborted } from '../composition/keep-on.js';
import { PROJECTIONS } from '../composition/projections.js';
import { dueTimers, openTicketsOf } from '../composition/ticket-ports.js';
import { observeProjections, type WorkerLogger } from './projection-observer.js';

export interface WorkerOptions {
  readonly helpDesk: HelpDesk;
  readonly registry: Registry;
  readonly logger: WorkerLogger;
  readonly now: () => Date;
  /** While it is off, what decides by the clock is left to other workers; never off by default. */
  readonly clock?: Pick<ClockWatch, 'untilWrong'>;
  /** Names this process among all that share the read store; random by default. */
  readonly holder?: string;
}

export interface Worker {
  /** Ends the work under way and gives up the leases. */
  stop(): Promise<void>;
}

/** How often what falls due is looked for; a breach bears its own instant, so this is only how late it is recorded. */
const TICK_MS = 1000;

/** Everything that goes on by itself: projections, processes, deadlines, and following what other processes publish. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { helpDesk, registry, logger, holder = randomUUID() } = options;
  const { readStore, store, codec } = helpDesk;
  const stopping = new AbortController();
  const projections = new ProjectionRunner({
    readStore,
    store,
    decode: (events, decoding) => codec.decodeBatch(events, { ...decoding, unknown: 'skip' }),
    projections: PROJECTIONS,
    observer: observeProjections(registry, logger),
    holder,
  });
  await projections.start();
  countDueTimers(registry, readStore);
  const publications = followPublications(helpDesk, logger);
  const alone = (name: string, work: (held: AbortSignal) => Promise<void>) =>
    keepOn(name, (until) => leased(options, name, holder, until, work), stopping.signal, logger);
  const running = [
    alone('processes', (held) => runProcesses(options, held)),
    alone('deadlines', (held) => runTicker(options, held)),
  ];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([projections.stop(), publications.stop(), ...running]);
    },
  };
}

/** Counted when it is asked for; a read store that is away leaves the last figure. */
function countDueTimers(registry: Registry, readStore: ReadStore): void {
  new Gauge({
    name: 'help_desk_due_timers',
    help: 'Tickets on which something will fall due',
    registers: [registry],
    async collect() {
      await readStore
        .query<{ timers: number }>(
          dueTimersProjection.name,
          `SELECT count(*)::int AS timers FROM read.${dueTimersProjection.table.name} WHERE next_at IS NOT NULL`,
        )
        .then(({ rows }) => this.set(rows[0]?.timers ?? 0))
        .catch(() => undefined);
    },
  });
}

/** Work that one process does at a time, for thrift: command ids make a double harmless. It dates commands, so a clock that is off ends it. */
async function leased(
  { helpDesk, clock, logger }: WorkerOptions,
  name: string,
  holder: string,
  stopping: AbortSignal,
  work: (held: AbortSignal) => Promise<void>,
): Promise<void> {
  const wrong = clock?.untilWrong;
  if (wrong?.aborted === true) return;
  const signal = wrong === undefined ? stopping : AbortSignal.any([stopping, wrong]);
  await withLease(helpDesk.readStore.pool, name, { holder, signal }, async (lease) => {
    logger.info({ lease: name, epoch: lease.epoch, state: 'taken' }, 'work changes hands');
    try {
      await work(lease.signal);
    } finally {
      logger.info({ lease: name, epoch: lease.epoch, state: 'ended' }, 'work changes hands');
    }
  });
}

async function runProcesses({ helpDesk, logger, now }: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { store, codec, policies, tickets, readStore } = helpDesk;
  const dispatch = ticketDispatch({ service: tickets, desks: policies, now: () => now().toISOString() });
  const start = <Event extends DomainEvent>(manager: ProcessManager<Event, TicketProcessCommand>) =>
    runProcess({
      process: manager,
      store,
      codec,
      checkpoints: createCheckpointStore(readStore.pool),
      dispatch,
      signal,
      delay: waitUnlessAborted,
      random: Math.random,
      onStatus: (status) => tell(logger, status),
    }).ended;
  await Promise.all([start(continuationProcess), start(adoptionProcess(policies, openTicketsOf(readStore)))]);
}

function tell(logger: WorkerLogger, { name, state, failure }: ProcessStatus): void {
  if (state === 'stopped') logger.error({ process: name, failure }, 'process stopped at an event');
  else if (state === 'retrying') logger.warn({ process: name, failure }, 'process tries again');
}

async function runTicker(
  { helpDesk, registry, logger, now }: WorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { readStore, policies, tickets } = helpDesk;
  const advanced = gauge(
    registry,
    'help_desk_deadlines_recorded',
    'Tickets on which the last tick recorded something',
  );
  const ticker = new DeadlineTicker({
    timers: dueTimers(readStore),
    desks: policies,
    service: tickets,
    now: () => now().toISOString(),
  });
  await ticker.run(
    signal,
    (until) => waitUnlessAborted(TICK_MS, until),
    (tick) => {
      if ('failed' in tick) logger.warn({ err: tick.failed }, 'deadlines could not be looked for');
      else advanced.set(tick.advanced);
    },
  );
}

function gauge(registry: Registry, name: string, help: string): Gauge {
  const known = registry.getSingleMetric(name);
  return known instanceof Gauge ? known : new Gauge({ name, help, registers: [registry] });
}
