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
    failed(refusalOf('BadRequest', new shared.BadRequest().setMessage(why))),
  timeout: (): Answer => failed(refusalOf('Timeout', new shared.Timeout())),
  accessDenied: (): Answer => failed(refusalOf('AccessDenied', new shared.AccessDenied())),
  tooBig: (limit: number): Answer => {
    const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(limit);
    return failed(refusalOf('MaximumAppendSizeExceeded', details));
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
      return refusalOf('WrongExpectedVersion', wrongExpectedVersion(expected, verdict.actual));
    case 'deleted': {
      const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
      return refusalOf('StreamDeleted', new shared.StreamDeleted().setStreamIdentifier(identifier));
    }
    case 'timed-out':
      return refusalOf('Timeout', new shared.Timeout());
    case 'failed':
      return ownStatus(verdict.how) ?? verdict.error;
  }
}

/** Not ready and busy come as an answer, with details that the client can't make anything of. */
function ownStatus(how: string): status_pb.Status | undefined {
  switch (how) {
    case 'not-ready':
      return notHandled('Server Is Not Ready');
    case 'busy':
      return notHandled('Server Is Busy');
    case 'access-denied':
      return refusalOf('AccessDenied', new shared.AccessDenied());
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

/** The reasons that the client knows, with their codes of google.rpc. */
const CODES = {
  BadRequest: 3,
  MaximumAppendSizeExceeded: 3,
  Timeout: 4,
  StreamDeleted: 5,
  WrongExpectedVersion: 6,
  AccessDenied: 7,
} as const;

function refusalOf(type: keyof typeof CODES, details: Message): status_pb.Status {
  return statusOf(CODES[type], type, `event_store.client.${type}`, details);
}

function notHandled(message: string): status_pb.Status {
  return statusOf(0, message, 'google.protobuf.Empty', new empty_pb.Empty());
}

function statusOf(code: number, message: string, type: string, details: Message): status_pb.Status {
  const packed = new any_pb.Any();
  packed.pack(details.serializeBinary(), type);
  return new status_pb.Status().setCode(code).setMessage(message).setDetails(packed);
}
