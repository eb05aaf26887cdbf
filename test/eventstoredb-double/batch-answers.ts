import shared from '@eventstore/db-client/generated/shared_pb.js';
import status_pb from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import any_pb from 'google-protobuf/google/protobuf/any_pb.js';
import empty_pb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Message } from 'google-protobuf';
import { type AppendVerdict } from './append.js';
import { type ExpectedRevision } from './check-append.js';
import { type RpcError } from './grpc-errors.js';

type Answer = (response: streams.BatchAppendResp) => streams.BatchAppendResp;

const failed =
  (error: status_pb.Status): Answer =>
  (response) =>
    response.setError(error);

/** Answers that say on the batch path why an append was not stored. */
export const status = {
  badRequest: (why: string): Answer =>
    failed(statusOf('BadRequest', 'BadRequest', new shared.BadRequest().setMessage(why))),
  timeout: (): Answer => failed(statusOf('Timeout', 'Timeout', new shared.Timeout())),
  accessDenied: (): Answer => failed(statusOf('Access Denied', 'AccessDenied', new shared.AccessDenied())),
  tooBig: (limit: number): Answer => {
    const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(limit);
    return failed(statusOf('Maximum Append Size Exceeded', 'MaximumAppendSizeExceeded', details));
  },
};

export function successOf(stored: Extract<AppendVerdict, { is: 'stored' }>): streams.BatchAppendResp.Success {
  const success = new streams.BatchAppendResp.Success();
  if (stored.revision < 0) success.setNoStream(new empty_pb.Empty());
  else success.setCurrentRevision(String(stored.revision));
  if (stored.position === undefined) return success.setNoPosition(new empty_pb.Empty());
  const position = String(stored.position);
  return success.setPosition(
    new shared.AllStreamPosition().setCommitPosition(position).setPreparePosition(position),
  );
}

/** @returns what the answer's error says, or the error with which the whole RPC ends. */
export function failureOf(
  stream: string,
  expected: ExpectedRevision,
  verdict: Extract<AppendVerdict, { is: 'wrong' | 'deleted' | 'timed-out' | 'failed' }>,
): status_pb.Status | RpcError {
  switch (verdict.is) {
    case 'wrong':
      return statusOf(
        'Wrong Expected Version',
        'WrongExpectedVersion',
        wrongExpectedVersion(expected, verdict.actual),
      );
    case 'deleted': {
      const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
      return statusOf(
        'Stream Deleted',
        'StreamDeleted',
        new shared.StreamDeleted().setStreamIdentifier(identifier),
      );
    }
    case 'timed-out':
      return statusOf('Timeout', 'Timeout', new shared.Timeout());
    case 'failed':
      return ownStatus(verdict.how) ?? verdict.error;
  }
}

/** Not ready and busy come as an answer, with details that the client can't make anything of. */
function ownStatus(how: string): status_pb.Status | undefined {
  switch (how) {
    case 'not-ready':
      return statusOf('Server Is Not Ready', undefined, new empty_pb.Empty());
    case 'busy':
      return statusOf('Server Is Busy', undefined, new empty_pb.Empty());
    case 'access-denied':
      return statusOf('Access Denied', 'AccessDenied', new shared.AccessDenied());
    default:
      return undefined;
  }
}

function wrongExpectedVersion(expected: ExpectedRevision, actual: number): shared.WrongExpectedVersion {
  const details = new shared.WrongExpectedVersion();
  if (expected === 'any') details.setExpectedAny(new empty_pb.Empty());
  else if (expected === 'stream_exists') details.setExpectedStreamExists(new empty_pb.Empty());
  else if (expected < 0) details.setExpectedNoStream(new empty_pb.Empty());
  else details.setExpectedStreamPosition(String(expected));
  return actual < 0
    ? details.setCurrentNoStream(new empty_pb.Empty())
    : details.setCurrentStreamRevision(String(actual));
}

/** @param type of the client's own error messages; left out for one that is none of them. */
function statusOf(message: string, type: string | undefined, details: Message): status_pb.Status {
  const packed = new any_pb.Any();
  const name = type === undefined ? 'google.protobuf.Empty' : `event_store.client.${type}`;
  packed.pack(details.serializeBinary(), name);
  return new status_pb.Status().setCode(2).setMessage(message).setDetails(packed);
}
