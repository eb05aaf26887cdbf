export * from './errors.js';
export { timeoutsOf } from './database/data-source.js';
export { migrateReadStore } from './database/migrate.js';
export { openReadStore, ReadStore, type ReadStoreOptions } from './read-store.js';
export { type ViewAnswer } from './views/query-view.js';
export {
  type ProjectionFailure,
  type ProjectionRow,
  type ProjectionState,
} from './control/projection-rows.js';
export { type RunnableProjection, viewName } from './tables/runnable-projection.js';
export { ProjectionRunner, type ProjectionRunnerOptions } from './runner/projection-runner.js';
export { type ProjectionObserver } from './runner/observer.js';
export { type DecodeBatch } from './runner/decoded-batch.js';
export { historyCount, historyPage } from './history/history-query.js';
export { type HistoryPage, type HistoryPageOptions, type PlaceInOrder } from './history/page.js';
export { newestPage, type NewestPage, type NewestPageOptions } from './history/newest-page.js';
export { type Basis, checkBasis, checkPosition, decodeBasis, encodeBasis, isBasis } from './basis/basis.js';
export { originalPositions, type OriginalPositionRow } from './basis/original-positions.js';
export { BasisError, type BasisErrorCode } from './basis/basis-errors.js';
export { type Reached } from './positions/wait-for-position.js';
export { createCheckpointStore } from './positions/checkpoint-store.js';
export { type HeldLease, withLease, type WithLeaseOptions } from './leases/with-lease.js';
export { ProjectionAdmin, type ProjectionAdminOptions } from './admin/projection-admin.js';
export { type Difference } from './admin/compare-tables.js';
export { type Verified } from './admin/verify.js';
export { PoisonEvent } from './admin/table-copy.js';
export { lastStateUpTo, type SoughtState } from './history/history-seek.js';
