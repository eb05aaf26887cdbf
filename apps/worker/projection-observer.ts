import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type ProjectionObserver } from '#read-store';

export interface WorkerLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Tells metrics and log how the projections run. */
export function observeProjections(registry: Registry, logger: WorkerLogger): ProjectionObserver {
  const registers = [registry];
  const lag = new Gauge({
    name: 'help_desk_projection_lag_seconds',
    help: 'From the append of the newest event of the last batch until its rows were committed',
    labelNames: ['projection'],
    registers,
  });
  const events = new Counter({
    name: 'help_desk_projection_events_total',
    help: 'Events folded into rows',
    registers,
  });
  const batches = new Histogram({
    name: 'help_desk_projection_batch_seconds',
    help: 'Time to fold and commit a batch',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const failed = new Gauge({
    name: 'help_desk_projection_failed',
    help: '1 while the projection stands still because of an event that it can not take',
    labelNames: ['projection'],
    registers,
  });
  return {
    committed: ({ projections, events: count, lagMs, tookMs }) => {
      events.inc(count);
      batches.observe(tookMs / 1000);
      for (const projection of projections) {
        failed.set({ projection }, 0);
        if (lagMs !== undefined) lag.set({ projection }, lagMs / 1000);
      }
    },
    failed: (projection, failure) => {
      failed.set({ projection }, 1);
      logger.error({ projection, failure }, 'projection stopped at an event');
    },
    owner: (change) => logger.info(change, 'projections change hands'),
    interrupted: (err) => logger.warn({ err }, 'projections interrupted'),
  };
}
