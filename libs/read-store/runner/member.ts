import { type Position } from '#event-sourcing';
import { type ProjectionRow } from '../control/projection-rows.js';
import { type RunnableProjection, viewName } from '../tables/runnable-projection.js';
import { tableSet } from '../tables/table-set.js';
import { Folder, type FolderOptions } from './folder.js';

/** A projection version that this process runs while it holds the epoch. */
export class Member {
  readonly view: string;
  readonly folder: Folder;
  position: Position;
  state: 'booting' | 'active';
  readonly live: boolean;
  /** False once it failed, was paused or retired: it takes no more batches. */
  running = true;

  constructor(
    readonly projection: RunnableProjection,
    row: ProjectionRow,
    skipped: ReadonlySet<string>,
    options: FolderOptions,
  ) {
    this.view = viewName(projection);
    this.folder = new Folder(projection, tableSet(projection), skipped, options);
    this.position = row.position;
    this.state = row.state === 'active' ? 'active' : 'booting';
    this.live = row.live;
  }

  get name(): string {
    return this.projection.name;
  }

  get version(): number {
    return this.projection.version;
  }
}
