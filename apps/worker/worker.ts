import { setTimeout as delay } from 'node:timers/promises';
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
import { type HelpDesk } from '../composition/help-desk.js';
import { PROJECTIONS } from '../composition/projections.js';
import { dueTimers, openTicketsOf } from '../composition/ticket-ports.js';
import { observeProjections, type WorkerLogger } from './projection-observer.js';

export interface WorkerOptions {
  readonly helpDesk: HelpDesk;
  readonly registry: Registry;
  readonly logger: WorkerLogger;
  readonly now: () => Date;
}

export interface Worker {
  /** Ends the work under way and gives up the leases. */
  stop(): Promise<void>;
}

/** How often what falls due is looked for; a breach bears its own instant, so this is only how late it is recorded. */
const TICK_MS = 1000;
const RETRY_MS = 1000;

/** Everything that goes on by itself: projections, processes, deadlines, and following what other processes publish. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { helpDesk, registry, logger } = options;
  const { readStore, store, codec } = helpDesk;
  const stopping = new AbortController();
  const { signal } = stopping;
  const projections = new ProjectionRunner({
    readStore,
    store,
    decode: (events, decoding) => codec.decodeBatch(events, { ...decoding, unknown: 'skip' }),
    projections: PROJECTIONS,
    observer: observeProjections(registry, logger),
  });
  await projections.start();
  countDueTimers(registry, readStore);
  const running = [
    keepOn('publications', (until) => helpDesk.publications.follow(until), signal, logger),
    keepOn(
      'processes',
      (until) => leased(options, 'processes', until, (held) => runProcesses(options, held)),
      signal,
      logger,
    ),
    keepOn(
      'deadlines',
      (until) => leased(options, 'deadlines', until, (held) => runTicker(options, held)),
      signal,
      logger,
    ),
  ];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([projections.stop(), ...running]);
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

/** Work that one process does at a time, for thrift: command ids make a double harmless. */
async function leased(
  { helpDesk }: WorkerOptions,
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await withLease(helpDesk.readStore.pool, name, { holder: HOLDER, signal }, (lease) => work(lease.signal));
}

const HOLDER = `${process.pid}-${Math.random().toString(36).slice(2)}`;

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

/** Begins again after a failure, until told to stop. */
async function keepOn(
  what: string,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  logger: WorkerLogger,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work(signal);
    } catch (err) {
      logger.warn({ err, what }, 'background work interrupted');
    }
    await waitUnlessAborted(RETRY_MS, signal);
  }
}

async function waitUnlessAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}

function gauge(registry: Registry, name: string, help: string): Gauge {
  const known = registry.getSingleMetric(name);
  return known instanceof Gauge ? known : new Gauge({ name, help, registers: [registry] });
}
