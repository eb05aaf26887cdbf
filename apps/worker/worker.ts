import { type Registry } from 'prom-client';
import { ProjectionRunner } from '#read-store';
import { type HelpDesk } from '../composition/help-desk.js';
import { PROJECTIONS } from '../composition/projections.js';
import { observeProjections, type WorkerLogger } from './projection-observer.js';

export interface WorkerOptions {
  readonly helpDesk: HelpDesk;
  readonly registry: Registry;
  readonly logger: WorkerLogger;
}

export interface Worker {
  /** Ends the batches under way and gives up the leases. */
  stop(): Promise<void>;
}

/** Everything that goes on by itself: projections, and following what other processes publish. */
export async function startWorker({ helpDesk, registry, logger }: WorkerOptions): Promise<Worker> {
  const { readStore, store, codec } = helpDesk;
  const runner = new ProjectionRunner({
    readStore,
    store,
    decode: (events, options) => codec.decodeBatch(events, { ...options, unknown: 'skip' }),
    projections: PROJECTIONS,
    observer: observeProjections(registry, logger),
  });
  await runner.start();
  return { stop: () => runner.stop() };
}
