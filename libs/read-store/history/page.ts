import { type Position } from '#event-sourcing';
import { type RunnableProjection } from '../tables/runnable-projection.js';

/** The order column's value, then the values of the key's columns, in the order of `table.key`. */
export type PlaceInOrder = readonly (string | number)[];

export interface HistoryPageOptions<R> {
  readonly partition: string;
  /** As of this position, events at it included. */
  readonly at: Position;
  /** Begin after this place: the order value and key values of the last row of the page before. */
  readonly after?: PlaceInOrder;
  readonly limit: number;
  /** Only rows with these values; null means "none". */
  readonly where?: Partial<R>;
}

export interface HistoryPage<R> {
  readonly rows: readonly R[];
  /** Where the next page begins; undefined after the last row. */
  readonly next: PlaceInOrder | undefined;
}

/** Any projection whose fold gives rows of type R. */
export type HistoryOf<R> = RunnableProjection & {
  evolve(row: never, envelope: never, key: string): R | undefined;
};
