import type pg from 'pg';
import {
  decimalPosition,
  encodeAppend,
  type EncodedEvent,
  type LogObserver,
  LogUnavailable,
  pause,
  type Position,
  type StreamAppend,
  type StreamName,
  WrongExpectedVersion,
} from '#event-sourcing';
import { failureOf, reasonOf, unavailable } from '../connection/failure.js';
import { queries } from '../sql.js';

interface StreamPart {
  readonly stream: StreamName;
  readonly expected: number;
  size: number;
}

interface OrderedEvent extends EncodedEvent {
  /** 1-based, as log.append counts. */
  readonly part: number;
  readonly version: number;
}

type Attempt = { readonly position: Position } | 'locked';

/** Appends of many streams as one statement in one transaction; positions follow the order in which they were given. */
export class OrderedAppend {
  private readonly parts: StreamPart[] = [];
  private readonly events: OrderedEvent[] = [];

  /** @throws TypeError when the versions of a stream do not follow each other; else as encodeAppend */
  constructor(appends: readonly StreamAppend[]) {
    const places = new Map<string, number>();
    for (const { stream, expectedVersion, events } of appends) {
      const encoded = encodeAppend(stream, expectedVersion, events);
      let place = places.get(stream);
      if (place === undefined) {
        place = this.parts.push({ stream, expected: expectedVersion, size: 0 });
        places.set(stream, place);
      }
      const part = this.parts[place - 1];
      if (part === undefined || part.expected + part.size !== expectedVersion)
        throw new TypeError(`appends to ${stream} do not follow each other`);
      part.size += encoded.length;
      encoded.forEach((event, i) =>
        this.events.push({ ...event, part: Number(place), version: expectedVersion + i + 1 }),
      );
    }
  }

  /** The same ids again after a broken connection: what was committed after all is found and not written twice. */
  async run(pool: pg.Pool, timeout: number, observe: LogObserver): Promise<Position> {
    const giveUpAt = performance.now() + timeout;
    let cause: unknown;
    for (let wait = 5; performance.now() < giveUpAt; wait = Math.min(2 * wait, 200)) {
      try {
        const startedAt = performance.now();
        const attempt = await this.attempt(pool);
        if (attempt !== 'locked') {
          observe({ kind: 'group', appends: this.parts.length, milliseconds: performance.now() - startedAt });
          return attempt.position;
        }
      } catch (error) {
        if (error instanceof WrongExpectedVersion || failureOf(error) === 'rejected') throw error;
        observe({ kind: 'retried', reason: reasonOf(error) });
        cause = error;
      }
      await pause(wait);
    }
    throw cause === undefined
      ? new LogUnavailable('another writer holds a stream of the batch')
      : unavailable(cause);
  }

  private async attempt(pool: pg.Pool): Promise<Attempt> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const answer = await client.query<string[]>({
        ...queries.append,
        rowMode: 'array',
        values: this.values(),
      });
      const attempt = this.outcome(answer.rows[0] ?? []);
      await client.query(attempt === 'locked' ? 'ROLLBACK' : 'COMMIT');
      return attempt;
    } catch (error) {
      // log.append has stored what it could of the group; of a batch in order that is nothing.
      await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** @throws WrongExpectedVersion */
  private outcome(row: readonly unknown[]): Attempt {
    const [free, actual, repeated, stored] = row.map((text) =>
      typeof text === 'string' ? text.slice(1, -1).split(',') : [],
    );
    if (free?.includes('f') ?? true) return 'locked';
    const fresh = this.parts.map(({ expected }, k) => Number(actual?.[k]) === expected);
    if (fresh.every(Boolean)) return { position: decimalPosition(stored?.at(-1) ?? '') };
    const again = this.parts.map((_, k) => repeated?.[k]).filter((p) => p !== undefined && p !== 'NULL');
    if (again.length === this.parts.length) {
      return { position: again.map((p) => decimalPosition(p ?? '')).reduce((a, b) => (a < b ? b : a)) };
    }
    const k = fresh.indexOf(false);
    const { stream, expected } = this.parts[k] ?? { stream: '', expected: 0 };
    throw new WrongExpectedVersion(stream, expected, Number(actual?.[k]));
  }

  private values(): unknown[] {
    const list = (values: readonly (string | number)[]) => `{${values.join(',')}}`;
    const { parts, events } = this;
    return [
      list(parts.map(({ stream }) => stream)),
      list(parts.map(({ expected }) => expected)),
      list(parts.map(({ size }) => size)),
      list(events.map(({ part }) => part)),
      list(events.map(({ version }) => version)),
      list(events.map(({ id }) => id)),
      events.map(({ type }) => type).join('\n'),
      events.map(({ data }) => data).join('\n'),
      events.map(({ metadata }) => metadata).join('\n'),
      false,
    ];
  }
}
