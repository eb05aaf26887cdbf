import { type Position } from '#event-sourcing';
import { type ProjectionRow } from '../control/projection-rows.js';
import { type RunnableProjection, viewName } from '../tables/runnable-projection.js';
import { tableSet } from '../tables/table-set.js';
import { Folder, type FolderOptions } from './folder.js';

/** A projection version that this process runs while it holds the epoch. */
export class Member {
  readonly view: string;
  position: Position;
  state: 'booting' | 'active';
  readonly live: boolean;
  #folder: Folder;
  /** False once it failed, was paused or retired: it takes no more batches. */
  running = true;

  constructor(
    readonly projection: RunnableProjection,
    row: ProjectionRow,
    private readonly skipped: ReadonlySet<string>,
    private readonly options: FolderOptions,
  ) {
    this.view = viewName(projection);
    this.#folder = this.#newFolder();
    this.position = row.position;
    this.state = row.state === 'active' ? 'active' : 'booting';
    this.live = row.live;
  }

  get folder(): Folder {
    return this.#folder;
  }

  /** After something that was accepted could not be committed: goes on from what the tables hold. */
  forget(): void {
    this.#folder = this.#newFolder();
  }

  #newFolder(): Folder {
    return new Folder(this.projection, tableSet(this.projection), this.skipped, this.options);
  }

  get name(): string {
    return this.projection.name;
  }

  get version(): number {
    return this.projection.version;
  }
}
