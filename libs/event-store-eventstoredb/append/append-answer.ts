import sharedPb, { type UUID } from '@eventstore/db-client/generated/shared_pb.js';
import { type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';

/** What the server said to one append. */
export type AppendAnswer =
  /** `commit` is absent where a server does not give the position of a repeated append. */
  | { readonly kind: 'stored'; readonly version: number; readonly commit: string | undefined }
  | { readonly kind: 'conflict'; readonly actual: number }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** It can't serve now, or dropped the append because the same ids are under way: the outcome is unknown. */
  | { readonly kind: 'unknown'; readonly reason: string };

const DETAILS = 'event_store.client.';
/** Numbers of google.rpc.Code that say that the request itself is at fault. */
const INVALID_ARGUMENT = 3;

export function appendAnswer(response: BatchAppendResp): AppendAnswer {
  const success = response.getSuccess();
  if (success !== undefined) {
    return {
      kind: 'stored',
      version: Number(success.getCurrentRevision()) + 1,
      commit: success.getPosition()?.getCommitPosition(),
    };
  }
  const error = response.getError();
  const details = error?.getDetails();
  const type = details?.getTypeName() ?? '';
  switch (type) {
    case `${DETAILS}WrongExpectedVersion`: {
      const wrong = details?.unpack(sharedPb.WrongExpectedVersion.deserializeBinary.bind(null), type);
      const actual =
        wrong?.hasCurrentStreamRevision() === true ? Number(wrong.getCurrentStreamRevision()) + 1 : 0;
      return { kind: 'conflict', actual };
    }
    case `${DETAILS}StreamDeleted`:
      return { kind: 'deleted' };
    case `${DETAILS}AccessDenied`:
      return { kind: 'denied' };
    case `${DETAILS}MaximumAppendSizeExceeded`:
    case `${DETAILS}BadRequest`:
      return { kind: 'refused', reason: type.slice(DETAILS.length) };
    default:
      if (Number(error?.getCode()) === INVALID_ARGUMENT)
        return { kind: 'refused', reason: 'InvalidArgument' };
      return { kind: 'unknown', reason: type === `${DETAILS}Timeout` ? 'timeout' : 'not-ready' };
  }
}

/** The id as text, in whichever of its two forms the server gives it back. */
export function uuidText(uuid: UUID | undefined): string {
  const structured = uuid?.getStructured();
  if (structured === undefined) return uuid?.getString() ?? '';
  const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()]
    .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
