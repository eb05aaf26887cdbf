import { type EventStoreDBClient } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { type BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { randomUUID } from 'node:crypto';
import { type Duplex } from 'node:stream';
import { type EncodedEvent, type StreamName } from '#event-sourcing';
import { internalsOf } from '../connection/client-internals.js';
import { CallEnded } from '../connection/failure.js';
import { type AppendAnswer, appendAnswer, uuidText } from './append-answer.js';
import { appendRequests } from './append-request.js';

interface Waiting {
  resolve(answer: AppendAnswer): void;
  reject(error: unknown): void;
}

/**
 * One BatchAppend call: many appends at once over one stream of messages, each answered by its correlation id.
 *
 * The client has such a call of its own, whose table of waiting appends is one for the whole process: one broken
 * connection rejects the appends of all others, and a late or doubled answer throws where nobody can catch it. Here the
 * table belongs to the call, and an answer that nobody waits for is nothing.
 */
export class AppendLine {
  private readonly waiting = new Map<string, Waiting>();
  private readonly unsent: BatchAppendReq[] = [];
  private blocked = false;
  private broken: Error | undefined;

  /** @param heard called at every answer. */
  static async open(client: EventStoreDBClient, heard: () => void): Promise<AppendLine> {
    const internals = internalsOf(client);
    // A follower would forward an append to the leader that it knows: to nowhere for seconds after that one has died.
    const toLeader = internals.callArguments({ requiresLeader: true }, { deadline: Infinity });
    const call = await internals.GRPCStreamCreator(
      streamsGrpc.StreamsClient,
      'append',
      (streams) => streams.batchAppend(...toLeader) as unknown as Duplex,
    )();
    return new AppendLine(call, heard);
  }

  private constructor(
    private readonly call: Duplex,
    heard: () => void,
  ) {
    call.on('data', (response: BatchAppendResp) => {
      heard();
      this.answered(response);
    });
    call.on('drain', () => {
      this.blocked = false;
      this.flush();
    });
    call.on('error', (error: Error) => this.break(error));
    call.on('end', () => {
      this.break(new CallEnded('ended'));
      // Our half is open still, and the client would wait for it when it is disposed of.
      call.end();
    });
  }

  get usable(): boolean {
    return this.broken === undefined;
  }

  /** Takes no more appends; those under way are still answered. */
  end(): void {
    this.call.end();
  }

  /** Rejects when the call breaks; the append is forgotten, not taken back, when the signal aborts. */
  async append(
    stream: StreamName,
    expectedVersion: number,
    events: readonly EncodedEvent[],
    signal: AbortSignal,
  ): Promise<AppendAnswer> {
    if (this.broken !== undefined) throw this.broken;
    const correlationId = randomUUID();
    signal.addEventListener('abort', () => this.waiting.delete(correlationId), { once: true });
    return new Promise((resolve, reject) => {
      this.waiting.set(correlationId, { resolve, reject });
      this.unsent.push(...appendRequests(correlationId, stream, expectedVersion, events));
      this.flush();
    });
  }

  private flush(): void {
    while (!this.blocked && this.broken === undefined) {
      const next = this.unsent.shift();
      if (next === undefined) return;
      this.blocked = !this.call.write(next);
    }
  }

  /** Must not throw: it runs where an exception ends the process. */
  private answered(response: BatchAppendResp): void {
    const correlationId = uuidText(response.getCorrelationId());
    const waiting = this.waiting.get(correlationId);
    if (waiting === undefined) return;
    this.waiting.delete(correlationId);
    try {
      waiting.resolve(appendAnswer(response));
    } catch (error) {
      waiting.reject(error);
    }
  }

  private break(error: Error): void {
    this.broken ??= error;
    for (const waiting of this.waiting.values()) waiting.reject(error);
    this.waiting.clear();
    this.unsent.length = 0;
  }
}
