import type pg from 'pg';
import {
  decimalPosition,
  type EventFilter,
  type LogObserver,
  type Position,
  positionNumber,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamName,
} from '#event-sourcing';
import { failureOf, reasonOf, unavailable } from '../connection/failure.js';
import { queries, type Query } from '../sql.js';
import { type EventRow, recordedEvent } from './recorded-event.js';

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here has been looked at. */
  readonly position: Position;
}

/** Plain reads, tried twice: the first one after a restart of the server may meet a connection that died in the pool. */
export class LogReader {
  constructor(
    private readonly pool: pg.Pool,
    private readonly observe: LogObserver,
  ) {}

  async stream(stream: StreamName, options: ReadStreamOptions): Promise<readonly RecordedEvent[]> {
    const rows = await this.rows(queries.readStream, [
      stream,
      options.fromVersion ?? 1,
      options.limit ?? null,
    ]);
    return rows.map((row) => recordedEvent(row as unknown as EventRow));
  }

  /** At most `limit` events after a position and not beyond `upTo`, which must be settled. */
  async page(after: Position, upTo: Position, limit: number, filter?: EventFilter): Promise<Page> {
    if (upTo <= after) return { events: [], position: after };
    const range = [positionNumber(after), positionNumber(upTo), limit];
    const rows =
      filter === undefined
        ? await this.rows(queries.readAll, range)
        : await this.rows(queries.readAllFiltered, [
            ...range,
            filter.types ?? null,
            filter.categories ?? null,
          ]);
    const events = rows.map((row) => recordedEvent(row as unknown as EventRow));
    const last = events.at(-1)?.position;
    return { events, position: events.length < limit || last === undefined ? upTo : last };
  }

  /** The last event that anybody can see; earlier ones may still be under way. A hint and not a bound to read up to. */
  async visibleHead(): Promise<Position> {
    const [row] = await this.rows(queries.visibleHead, []);
    return decimalPosition(row?.[0] ?? 0);
  }

  async logId(): Promise<string> {
    const [row] = await this.rows(queries.identity, []);
    if (row?.[0] == null) throw new Error('the event log has no identity: run its migrations');
    return row[0];
  }

  private async rows(query: Query, values: readonly unknown[]): Promise<readonly (string | null)[][]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.pool.query<(string | null)[]>({
          ...query,
          values: [...values],
          rowMode: 'array',
        });
        return answer.rows;
      } catch (error) {
        if (failureOf(error) === 'rejected') throw error;
        if (attempt === 2) throw unavailable(error);
        this.observe({ kind: 'retried', reason: reasonOf(error) });
      }
    }
  }
}
