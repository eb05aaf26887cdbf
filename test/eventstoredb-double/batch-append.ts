import type grpc from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type AppendVerdict, proposedEvent, sizeOf, submitAppend } from './append.js';
import { failureOf, status, successOf } from './batch-answers.js';
import { type ExpectedRevision } from './check-append.js';
import { streamIdentifier, streamName } from './event-encoding.js';
import { type ProposedEvent } from './logged-event.js';
import { type RpcError } from './grpc-errors.js';
import { later } from './later.js';
import { insistsOnLeader, type NodeContext, requireRight } from './node-context.js';

type Call = grpc.ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;
type Answer = (response: streams.BatchAppendResp) => streams.BatchAppendResp;

interface PendingAppend {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: ProposedEvent[];
  size: number;
  readonly timeout: number;
  timer: NodeJS.Timeout | undefined;
}

/** The append path that the client takes by default: one RPC for all appends of a connection, told apart by correlation ids. */
export function batchAppend(node: NodeContext): (call: Call) => void {
  return (call) => new BatchAppend(node, call).start();
}

class BatchAppend {
  private readonly pending = new Map<string, PendingAppend>();
  private unanswered = 0;
  private hasEnded = false;

  constructor(
    private readonly node: NodeContext,
    private readonly call: Call,
  ) {}

  start(): void {
    this.call.on('data', (request: streams.BatchAppendReq) => this.receive(request));
    this.call.on('end', () => {
      this.hasEnded = true;
      this.endIfDone();
    });
    this.call.on('close', () => {
      for (const { timer } of this.pending.values()) clearTimeout(timer);
    });
  }

  private receive(request: streams.BatchAppendReq): void {
    const correlation = request.getCorrelationId()?.getString() ?? '';
    const options = request.getOptions();
    if (options !== undefined && !this.begin(correlation, options)) return;
    const append = this.pending.get(correlation);
    if (append === undefined) return;
    for (const message of request.getProposedMessagesList()) {
      const event = proposedEvent(message);
      if (event === undefined) {
        // As the real one does: it says so, but goes on to wait for the rest, and answers again when that never comes.
        this.waitForRest(correlation, append);
        this.answer(correlation, append.stream, status.badRequest('Unable to parse the proposed event.'));
        return;
      }
      append.events.push(event);
      append.size += sizeOf(event);
    }
    if (append.size > this.node.settings.maxAppendSize) {
      this.forget(correlation, append);
      this.answer(correlation, append.stream, status.tooBig(this.node.settings.maxAppendSize));
    } else if (request.getIsFinal()) {
      this.forget(correlation, append);
      this.submit(correlation, append);
    } else this.waitForRest(correlation, append);
  }

  /** @returns false when it is already answered. */
  private begin(correlation: string, options: streams.BatchAppendReq.Options): boolean {
    const stream = streamName(options.getStreamIdentifier());
    const error = this.refusal(stream);
    if (error !== undefined) {
      this.answer(correlation, stream, status.accessDenied());
      return false;
    }
    if (stream === '') {
      this.answer(correlation, stream, status.badRequest('A stream must have a name.'));
      return false;
    }
    // The client sends an instant of its own clock.
    const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity;
    const timeout = Math.min(deadline - this.node.now(), this.node.settings.writeTimeout);
    if (timeout <= 0) {
      this.answer(correlation, stream, status.timeout());
      return false;
    }
    const expected = expectedRevision(options);
    this.pending.set(correlation, { stream, expected, events: [], size: 0, timeout, timer: undefined });
    return true;
  }

  private refusal(stream: string): unknown {
    try {
      requireRight(this.node, this.call, 'append', stream);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  private waitForRest(correlation: string, append: PendingAppend): void {
    append.timer ??= setTimeout(() => {
      this.pending.delete(correlation);
      // The real server leaves the correlation id out here.
      this.answer(undefined, append.stream, status.timeout());
    }, append.timeout);
  }

  private forget(correlation: string, append: PendingAppend): void {
    clearTimeout(append.timer);
    this.pending.delete(correlation);
  }

  private submit(correlation: string, { stream, expected, events }: PendingAppend): void {
    const request = { stream, expected, events, insistsOnLeader: insistsOnLeader(this.call) };
    const { verdict, delay, again } = submitAppend(this.node, request);
    this.unanswered++;
    const give = () => this.give(correlation, stream, expected, verdict);
    later(delay, give);
    if (again === true) later(this.node.settings.writeTimeout, give);
  }

  private give(
    correlation: string,
    stream: string,
    expected: ExpectedRevision,
    verdict: AppendVerdict,
  ): void {
    switch (verdict.is) {
      case 'cut':
        return this.node.cut(this.call);
      case 'ended':
        this.call.end();
        return;
      case 'silent':
        return;
      case 'stored':
        return this.answer(correlation, stream, (response) => response.setSuccess(successOf(verdict)));
      default: {
        const failure = failureOf(stream, expected, verdict);
        if ('metadata' in failure) this.fail(failure);
        else this.answer(correlation, stream, (response) => response.setError(failure));
      }
    }
  }

  private answer(correlation: string | undefined, stream: string, result: Answer): void {
    if (this.call.cancelled || this.call.writableEnded || this.call.destroyed) return;
    const response = new streams.BatchAppendResp().setStreamIdentifier(streamIdentifier(stream));
    if (correlation !== undefined) response.setCorrelationId(new shared.UUID().setString(correlation));
    this.call.write(result(response));
    this.unanswered--;
    this.endIfDone();
  }

  private endIfDone(): void {
    if (this.hasEnded && this.unanswered <= 0 && this.pending.size === 0) this.call.end();
  }

  /** Ends the RPC, and with it all the other appends that wait for their answers. */
  private fail(error: RpcError): void {
    if (!this.call.writableEnded) this.call.emit('error', error);
  }
}

function expectedRevision(options: streams.BatchAppendReq.Options): ExpectedRevision {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return options.hasNoStream() ? -1 : Number(options.getStreamPosition());
}
