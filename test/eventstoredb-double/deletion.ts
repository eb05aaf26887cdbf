import type grpc from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ExpectedRevision } from './check-append.js';
import { streamName } from './event-encoding.js';
import { errorOf, RpcError, streamDeleted, unexpected, wrongExpectedVersion } from './grpc-errors.js';
import { later } from './later.js';
import { type AnyCall, type NodeContext, requireLeader, requireRight } from './node-context.js';
import { type DeleteOutcome } from './writer.js';

/** How the real server writes the expectations that are no revisions. */
const AS_NUMBER = { any: -2, stream_exists: -4 };

export function deleteStream(node: NodeContext): grpc.handleUnaryCall<streams.DeleteReq, streams.DeleteResp> {
  return (call, callback) =>
    run(node, call, call.request.getOptions(), (stream, expected) => node.writer.delete(stream, expected), {
      failed: callback,
      deleted: (position) => {
        const answered = new streams.DeleteResp.Position()
          .setCommitPosition(position)
          .setPreparePosition(position);
        callback(null, new streams.DeleteResp().setPosition(answered));
      },
    });
}

export function tombstoneStream(
  node: NodeContext,
): grpc.handleUnaryCall<streams.TombstoneReq, streams.TombstoneResp> {
  return (call, callback) =>
    run(
      node,
      call,
      call.request.getOptions(),
      (stream, expected) => node.writer.tombstone(stream, expected),
      {
        failed: callback,
        deleted: (position) => {
          const answered = new streams.TombstoneResp.Position()
            .setCommitPosition(position)
            .setPreparePosition(position);
          callback(null, new streams.TombstoneResp().setPosition(answered));
        },
      },
    );
}

type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options;

function run(
  node: NodeContext,
  call: AnyCall,
  options: Options | undefined,
  deletion: (stream: string, expected: ExpectedRevision) => DeleteOutcome,
  answer: { readonly failed: (error: RpcError) => void; readonly deleted: (position: string) => void },
): void {
  const stream = streamName(options?.getStreamIdentifier());
  const fault = node.faults.take('delete', stream);
  if (fault?.how === 'never-answer') return;
  later(fault?.how === 'slow' ? fault.milliseconds : 0, () => {
    try {
      requireRight(node, call, 'delete', stream);
      requireLeader(node, call);
      const error = fault === undefined ? undefined : errorOf(fault);
      if (error !== undefined) throw error;
      const expected = expectedRevision(options);
      const outcome = deletion(stream, expected);
      if (outcome.is === 'gone') throw streamDeleted(stream);
      if (outcome.is === 'wrong')
        throw wrongExpectedVersion(
          stream,
          typeof expected === 'string' ? AS_NUMBER[expected] : expected,
          outcome.actual,
        );
      answer.deleted(String(outcome.position));
    } catch (error) {
      answer.failed(error instanceof RpcError ? error : unexpected());
    }
  });
}

function expectedRevision(options: Options | undefined): ExpectedRevision {
  if (options === undefined || options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return options.hasNoStream() ? -1 : Number(options.getRevision());
}
