import { type EventStoreDBClient } from '@eventstore/db-client';
import {
  type AppendResult,
  DamagedStream,
  decimalPosition,
  type EncodedEvent,
  InvalidEvent,
  LogAccessDenied,
  type LogObserver,
  type Position,
  type StreamDamage,
  type StreamName,
  WrongExpectedVersion,
} from '#event-sourcing';
import { type Connection } from '../connection/connection.js';
import { CallEnded } from '../connection/failure.js';
import { insist, type Patience } from '../connection/insist.js';
import { type AppendAnswer } from './append-answer.js';
import { AppendLine } from './append-line.js';

interface CurrentLine {
  readonly client: EventStoreDBClient;
  readonly opening: Promise<AppendLine>;
  line: AppendLine | undefined;
}

/** Appends with retries: the same ids at the same place, until the server says what became of them. */
export class Appender {
  private current: CurrentLine | undefined;

  /** @param positionAt of an event that is stored, for servers that do not tell. */
  constructor(
    private readonly connection: Connection,
    private readonly patience: Patience,
    private readonly observe: LogObserver,
    private readonly positionAt: (stream: StreamName, version: number) => Promise<Position>,
  ) {}

  /** @throws as `EventStore.append`; LogAccessDenied, DamagedStream */
  async append(stream: StreamName, expected: number, events: readonly EncodedEvent[]): Promise<AppendResult> {
    const answer = await insist(this.connection, this.patience, async (client, signal) => {
      const line = await this.line(client);
      const said = await line.append(stream, expected, events, signal);
      if (said.kind === 'unknown') {
        if (said.reason === 'not-ready') this.leave(line);
        // As an error, so that it is tried again like any other unknown outcome.
        throw new CallEnded(said.reason);
      }
      return said;
    });
    return this.result(stream, expected, events.length, answer);
  }

  private async result(
    stream: StreamName,
    expected: number,
    count: number,
    answer: Exclude<AppendAnswer, { readonly kind: 'unknown' }>,
  ): Promise<AppendResult> {
    switch (answer.kind) {
      case 'stored': {
        const { version, commit } = answer;
        // After a soft delete the server takes any version and counts on from before: the stream has a hole.
        if (version !== expected + count) throw this.damaged(stream, 'truncated');
        const position =
          commit === undefined ? await this.positionAt(stream, version) : decimalPosition(commit);
        return { version, position };
      }
      case 'conflict':
        this.observe({ kind: 'conflicted' });
        throw new WrongExpectedVersion(stream, expected, answer.actual);
      case 'deleted':
        throw this.damaged(stream, 'deleted');
      case 'denied':
        throw new LogAccessDenied('the event log refuses the caller');
      case 'refused':
        throw new InvalidEvent(`the event log refuses an append to ${stream}: ${answer.reason}`);
    }
  }

  /** A node that leads no longer says so only to a new call, and then names the one that does. */
  private leave(line: AppendLine): void {
    if (this.current?.line !== line) return;
    this.current = undefined;
    line.end();
  }

  private damaged(stream: StreamName, damage: StreamDamage): DamagedStream {
    this.observe({ kind: 'damaged-stream', stream, damage });
    return new DamagedStream(stream, damage);
  }

  /** One call for all appends; those that find it broken at the same moment share the next one. */
  private line(client: EventStoreDBClient): Promise<AppendLine> {
    if (this.current?.client === client && this.current.line?.usable !== false) return this.current.opening;
    const opening = AppendLine.open(client, () => this.connection.heard());
    const current: CurrentLine = { client, opening, line: undefined };
    this.current = current;
    opening.then(
      (line) => (current.line = line),
      () => {
        if (this.current === current) this.current = undefined;
      },
    );
    return opening;
  }
}
