import { type Position } from '#event-sourcing';
import { type ProjectionFailure } from '../control/projection-rows.js';

/** For metrics and logs; every method may be left out. Nothing that it is told holds event data. */
export interface ProjectionObserver {
  /** A batch is committed. `rows`: written, ended or removed, row history included. `lagMs`: from the log's clock at the newest of its events until now. */
  committed?(batch: {
    readonly projections: readonly string[];
    readonly events: number;
    readonly rows: number;
    readonly position: Position;
    readonly lagMs: number | undefined;
    readonly tookMs: number;
  }): void;
  failed?(projection: string, failure: ProjectionFailure): void;
  owner?(change: { readonly lease: string; readonly epoch: number; readonly state: 'taken' | 'ended' }): void;
  /** The runner starts again from what is committed: the server, the log or the lease went away for a moment. */
  interrupted?(error: unknown): void;
}
