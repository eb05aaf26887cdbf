import { type EventStore } from '#event-sourcing';
import { type ApplyContext, type Batch, type PreparedBatch } from './apply-batch.js';
import { type Member } from './member.js';

export interface BootContext {
  readonly store: EventStore;
  readonly signal: AbortSignal;
  /** Events read and decoded at a time. */
  readonly pageSize: number;
  /** Events that a projection folds before it writes what they came to. */
  readonly commitSize: number;
  readonly apply: ApplyContext;
  readonly prepare: (members: readonly Member[], batch: Batch) => Promise<PreparedBatch>;
  readonly caughtUp: (members: readonly Member[]) => Promise<void>;
}
