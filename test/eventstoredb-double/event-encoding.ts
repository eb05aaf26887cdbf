import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ProposedEvent } from './logged-event.js';

const TICKS_PER_MILLISECOND = 10_000;

/**
 * @param created milliseconds since 1970; on the wire it is in units of 100 ns.
 * @returns the bytes of the `ReadResp` that shows this event, unresolved, with its id as text.
 */
export function encodeEvent(
  stream: string,
  event: ProposedEvent,
  revision: string,
  position: number,
  created: number,
): Buffer {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuid(event.id))
    .setStreamIdentifier(streamIdentifier(stream))
    .setStreamRevision(revision)
    .setCommitPosition(String(position))
    .setPreparePosition(String(position))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('created', String(Math.round(created * TICKS_PER_MILLISECOND)))
    .set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  const shown = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(position));
  return encode(new streams.ReadResp().setEvent(shown));
}

export function encodeCheckpoint(commit: number, prepare: number): Buffer {
  const checkpoint = new streams.ReadResp.Checkpoint()
    .setCommitPosition(String(commit))
    .setPreparePosition(String(prepare));
  return encode(new streams.ReadResp().setCheckpoint(checkpoint));
}

export function encodeConfirmation(subscription: string): Buffer {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(subscription);
  return encode(new streams.ReadResp().setConfirmation(confirmation));
}

export function encodeStreamNotFound(stream: string): Buffer {
  const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream));
  return encode(new streams.ReadResp().setStreamNotFound(missing));
}

export const CAUGHT_UP = encode(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
export const FELL_BEHIND = encode(new streams.ReadResp().setFellBehind(new streams.ReadResp.FellBehind()));

export function streamIdentifier(stream: string): shared.StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
}

export function streamName(identifier: shared.StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();
}

export function uuid(id: string): shared.UUID {
  return new shared.UUID().setString(id);
}

function encode(response: streams.ReadResp): Buffer {
  return Buffer.from(response.serializeBinary());
}
