import type grpc from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type AppendVerdict, proposedEvent, sizeOf, submitAppend } from './append.js';
import { type ExpectedRevision } from './check-append.js';
import { streamName } from './event-encoding.js';
import { type ProposedEvent } from './logged-event.js';
import {
  appendTooBig,
  missingProperty,
  RpcError,
  streamDeleted,
  timedOut,
  unexpected,
} from './grpc-errors.js';
import { later } from './later.js';
import { insistsOnLeader, type NodeContext, requireRight } from './node-context.js';

type Call = grpc.ServerReadableStream<streams.AppendReq, streams.AppendResp>;
type Callback = grpc.sendUnaryData<streams.AppendResp>;

/** The append path of one RPC an append, which the client takes when an append has credentials of its own. */
export function unaryAppend(node: NodeContext): (call: Call, callback: Callback) => void {
  return (call, callback) => {
    let options: streams.AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    let size = 0;
    let hasFailed = false;
    const fail = (error: unknown) => {
      hasFailed = true;
      callback(error instanceof RpcError ? error : unexpected());
    };
    call.on('data', (request: streams.AppendReq) => {
      if (hasFailed) return;
      try {
        options ??= admit(node, call, request);
        const message = request.getProposedMessage();
        if (message === undefined) return;
        for (const property of ['type', 'content-type'])
          if (!message.getMetadataMap().has(property)) throw missingProperty(property);
        const event = proposedEvent(message);
        if (event === undefined) throw unexpected();
        events.push(event);
        size += sizeOf(event);
        if (size > node.settings.maxAppendSize) throw appendTooBig(node.settings.maxAppendSize);
      } catch (error) {
        fail(error);
      }
    });
    call.on('end', () => {
      if (!hasFailed && options !== undefined) submit(node, call, options, events, callback);
    });
  };
}

function admit(node: NodeContext, call: Call, request: streams.AppendReq): streams.AppendReq.Options {
  const options = request.getOptions();
  if (options === undefined || streamName(options.getStreamIdentifier()) === '') throw unexpected();
  requireRight(node, call, 'append', streamName(options.getStreamIdentifier()));
  return options;
}

function submit(
  node: NodeContext,
  call: Call,
  options: streams.AppendReq.Options,
  events: readonly ProposedEvent[],
  callback: Callback,
): void {
  const stream = streamName(options.getStreamIdentifier());
  const expected = expectedRevision(options);
  const request = { stream, expected, events, insistsOnLeader: insistsOnLeader(call) };
  const { verdict, delay } = submitAppend(node, request);
  later(delay, () => {
    if (verdict.is === 'cut') node.cut(call);
    else give(stream, expected, verdict, callback);
  });
}

function give(stream: string, expected: ExpectedRevision, verdict: AppendVerdict, callback: Callback): void {
  switch (verdict.is) {
    case 'stored':
      return callback(null, new streams.AppendResp().setSuccess(successOf(verdict)));
    case 'wrong':
      return callback(
        null,
        new streams.AppendResp().setWrongExpectedVersion(wrong(expected, verdict.actual)),
      );
    case 'deleted':
      return callback(streamDeleted(stream));
    case 'timed-out':
      return callback(timedOut('Commit phase timeout'));
    case 'failed':
      return callback(verdict.error);
    default:
      return;
  }
}

function successOf(stored: Extract<AppendVerdict, { is: 'stored' }>): streams.AppendResp.Success {
  const success = new streams.AppendResp.Success();
  if (stored.revision < 0) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(stored.revision));
  if (stored.position === undefined) return success.setNoPosition(new shared.Empty());
  const position = String(stored.position);
  return success.setPosition(
    new streams.AppendResp.Position().setCommitPosition(position).setPreparePosition(position),
  );
}

function wrong(expected: ExpectedRevision, actual: number): streams.AppendResp.WrongExpectedVersion {
  const answer = new streams.AppendResp.WrongExpectedVersion();
  if (expected === 'any') answer.setExpectedAny(new shared.Empty());
  else if (expected === 'stream_exists') answer.setExpectedStreamExists(new shared.Empty());
  else if (expected < 0) answer.setExpectedNoStream(new shared.Empty());
  else answer.setExpectedRevision(String(expected));
  return actual < 0
    ? answer.setCurrentNoStream(new shared.Empty())
    : answer.setCurrentRevision(String(actual));
}

function expectedRevision(options: streams.AppendReq.Options): ExpectedRevision {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return options.hasNoStream() ? -1 : Number(options.getRevision());
}
