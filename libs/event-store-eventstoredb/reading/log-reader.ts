import { BACKWARDS, END, type EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import {
  BEGINNING,
  comparePositions,
  DamagedStream,
  type LogObserver,
  LogUnavailable,
  type Position,
  positionNumber,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamDamage,
  type StreamName,
} from '#event-sourcing';
import { type Connection } from '../connection/connection.js';
import { CallEnded, failureOf } from '../connection/failure.js';
import { insist, type Patience } from '../connection/insist.js';
import { Turnstile } from '../connection/turnstile.js';
import { IDENTITY_STREAM } from '../identity-stream.js';
import { type OpenCall, Pull } from './pull.js';
import {
  damageTold,
  isOfThisLog,
  positionOf,
  recordedEvent,
  type ServerEvent,
  type ServerPosition,
} from './server-event.js';

/** Records of the server itself that may stand behind the last event before more of them are asked for. */
const FIRST_LOOK_BACK = 1;
const LONGEST_LOOK_BACK = 4_096;
/** Reads at once: of what exceeds the hundred that share a connection, the server does not even hear. */
const READS_AT_ONCE = 64;

type From = ServerPosition | typeof START | typeof END;
type Direction = typeof FORWARDS | typeof BACKWARDS;

interface Resolved {
  readonly event?: ServerEvent;
}

/** Raw records after a position, the server's own among them. */
export interface RawPage {
  readonly records: readonly ServerEvent[];
  /** Nothing lay behind them. */
  readonly ended: boolean;
}

/**
 * Reads of the leader only: a follower answers from what it has, so that a decision, or a bound to read up to, taken from it
 * may be older than an append that was acknowledged already.
 */
export class LogReader {
  private head: RecordedEvent | undefined;
  private readonly turnstile = new Turnstile(READS_AT_ONCE);

  constructor(
    private readonly connection: Connection,
    private readonly patience: Patience,
    private readonly observe: LogObserver,
  ) {}

  /** @throws DamagedStream when a part of the stream is gone. */
  async stream(stream: StreamName, options: ReadStreamOptions): Promise<readonly RecordedEvent[]> {
    const { fromVersion = 1, limit = Number.MAX_SAFE_INTEGER } = options;
    if (limit <= 0) return [];
    const fromRevision = BigInt(Math.max(fromVersion, 1) - 1);
    const events = await this.streamEvents(stream, fromRevision, limit);
    if (events === 'missing') return [];
    if (events === 'deleted') return this.damaged(stream, 'deleted');
    if (events.length === 0 && fromVersion <= 1) return this.damaged(stream, 'truncated');
    const wrong = events.findIndex(
      (event, i) => event.revision !== fromRevision + BigInt(i) || !isOfThisLog(event),
    );
    if (wrong >= 0) return this.damaged(stream, wrong === 0 ? 'truncated' : 'unreadable');
    return events.map((event) => recordedEvent(event));
  }

  /**
   * The id of the event that names the log; undefined when it has no name yet.
   *
   * @throws DamagedStream when somebody deleted it.
   */
  async identity(): Promise<string | undefined> {
    const events = await this.streamEvents(IDENTITY_STREAM, 0n, 1);
    if (events === 'missing') return undefined;
    if (events === 'deleted') return this.damaged(IDENTITY_STREAM, 'deleted');
    return events[0]?.id ?? this.damaged(IDENTITY_STREAM, 'truncated');
  }

  /** The last event of the log, those of the server left out. */
  async last(): Promise<RecordedEvent | undefined> {
    const known = this.head?.position ?? BEGINNING;
    let from: ServerPosition | typeof END = END;
    for (let count = FIRST_LOOK_BACK; ; count = Math.min(8 * count, LONGEST_LOOK_BACK)) {
      const records: readonly ServerEvent[] = await this.records(from, count, BACKWARDS);
      for (const record of records) {
        // What is known to be the last of its time needs no second look.
        if (comparePositions(positionOf(record), known) <= 0) return this.head;
        if (isOfThisLog(record)) return this.later(recordedEvent(record));
      }
      const oldest = records.at(-1)?.position;
      if (records.length < count || oldest === undefined) return this.head;
      from = oldest;
    }
  }

  /** At most `count` records after a position, which need not be a record's own. */
  async after(position: Position, count: number): Promise<RawPage> {
    const exact = await this.read(serverPosition(position), count + 1, FORWARDS);
    const found =
      exact === 'misplaced'
        ? await this.records(await this.recordStart(position), count + 1, FORWARDS)
        : exact;
    const records = found
      .filter((record) => comparePositions(positionOf(record), position) > 0)
      .slice(0, count);
    this.report(records);
    return { records, ended: found.length <= count };
  }

  /**
   * A record's start at or before a position, with no record between: marks of the server and positions of other logs are
   * not always a record's start, and the server refuses to read from there.
   */
  async recordStart(position: Position): Promise<ServerPosition | typeof START> {
    const near = await this.read(serverPosition(position), 1, BACKWARDS);
    if (near !== 'misplaced') return near[0]?.position ?? START;
    for (let from: ServerPosition | typeof END = END; ;) {
      const records: readonly ServerEvent[] = await this.records(from, LONGEST_LOOK_BACK, BACKWARDS);
      const before = records.find((record) => comparePositions(positionOf(record), position) <= 0);
      if (before?.position !== undefined) return before.position;
      const oldest = records.at(-1)?.position;
      if (records.length < LONGEST_LOOK_BACK || oldest === undefined) return START;
      from = oldest;
    }
  }

  /** Tells of streams of ours that the server's own records show to be cut. */
  report(records: readonly ServerEvent[]): void {
    for (const record of records) {
      if (!record.type.startsWith('$')) continue;
      const told = damageTold(record);
      if (told !== undefined) this.observe({ kind: 'damaged-stream', ...told });
    }
  }

  private later(event: RecordedEvent): RecordedEvent {
    if (this.head === undefined || comparePositions(event.position, this.head.position) > 0)
      this.head = event;
    return this.head;
  }

  private damaged(stream: StreamName, damage: StreamDamage): never {
    this.observe({ kind: 'damaged-stream', stream, damage });
    throw new DamagedStream(stream, damage);
  }

  private streamEvents(
    stream: StreamName,
    fromRevision: bigint,
    maxCount: number,
  ): Promise<readonly ServerEvent[] | 'missing' | 'deleted'> {
    return this.insistently(async (client, signal) => {
      const call = client.readStream(stream, { fromRevision, maxCount, requiresLeader: true });
      try {
        return await this.drain(call, signal);
      } catch (error) {
        const type = (error as { type?: unknown } | undefined)?.type;
        if (type === 'stream-not-found') return 'missing';
        if (type === 'stream-deleted') return 'deleted';
        throw error;
      }
    });
  }

  /** From where a record certainly starts. */
  private async records(from: From, maxCount: number, direction: Direction): Promise<readonly ServerEvent[]> {
    const found = await this.read(from, maxCount, direction);
    if (found === 'misplaced') throw new LogUnavailable('the event log does not find its own record');
    return found;
  }

  private read(
    from: From,
    maxCount: number,
    direction: Direction,
  ): Promise<readonly ServerEvent[] | 'misplaced'> {
    return this.insistently(async (client, signal) => {
      const call = client.readAll({ fromPosition: from, maxCount, direction, requiresLeader: true });
      try {
        return await this.drain(call, signal);
      } catch (error) {
        if (typeof from === 'object' && failureOf(error) === 'misplaced') return 'misplaced';
        throw error;
      }
    });
  }

  /**
   * The client hides that a read was cancelled on its side: one that is under way while its connection is replaced ends as
   * if that were all, after any number of events or none. What was read then is not believed.
   */
  private insistently<T>(
    attempt: (client: EventStoreDBClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.turnstile.pass(() =>
      insist(this.connection, this.patience, async (client, signal) => {
        const read = await attempt(client, signal);
        if (!this.connection.isCurrent(client)) throw new CallEnded('connection-replaced');
        return read;
      }),
    );
  }

  private async drain(read: unknown, signal: AbortSignal): Promise<readonly ServerEvent[]> {
    const pull = new Pull<Resolved>(read as OpenCall);
    signal.addEventListener('abort', () => pull.leave(), { once: true });
    const events: ServerEvent[] = [];
    try {
      for (;;) {
        // The attempt's own timer bounds the whole; here nothing is waited for longer.
        const items = await pull.take(1_000, this.patience.attemptTimeout);
        this.connection.heard();
        if (items === undefined) return events;
        for (const { event } of items) if (event !== undefined) events.push(event);
      }
    } finally {
      pull.leave();
    }
  }
}

/** @throws InvalidPosition */
export function serverPosition(position: Position): ServerPosition | typeof START {
  const number = BigInt(positionNumber(position));
  return number === 0n ? START : { commit: number, prepare: number };
}
