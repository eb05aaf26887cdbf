import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import streamsPb, { type BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import { type EncodedEvent, type StreamName } from '#event-sourcing';

/** Bytes of one message at most; the server takes 4 MiB. */
const MESSAGE_BYTES = 1024 * 1024;
/** Bytes of an event beside its data and metadata: id, type, content type, field headers. */
const FRAME_BYTES = 600;

/**
 * One append as the messages of a BatchAppend call.
 *
 * Always an exact place: with ANY the server remembers ids in memory only, and a repetition after its restart is stored twice.
 * No deadline is sent: it is absolute, and a server whose clock is ahead of ours would refuse everything.
 */
export function* appendRequests(
  correlationId: string,
  stream: StreamName,
  expectedVersion: number,
  events: readonly EncodedEvent[],
): Generator<BatchAppendReq, void, undefined> {
  let request = newRequest(correlationId).setOptions(placeOf(stream, expectedVersion));
  let bytes = 0;
  for (const event of events) {
    const data = Buffer.from(event.data);
    const metadata = Buffer.from(event.metadata);
    const size = data.length + metadata.length + FRAME_BYTES;
    if (bytes > 0 && bytes + size > MESSAGE_BYTES) {
      yield request;
      request = newRequest(correlationId);
      bytes = 0;
    }
    bytes += size;
    const message = new streamsPb.BatchAppendReq.ProposedMessage();
    message.setId(new sharedPb.UUID().setString(event.id)).setData(data).setCustomMetadata(metadata);
    message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
    request.addProposedMessages(message);
  }
  yield request.setIsFinal(true);
}

function newRequest(correlationId: string): BatchAppendReq {
  return new streamsPb.BatchAppendReq().setCorrelationId(new sharedPb.UUID().setString(correlationId));
}

function placeOf(stream: StreamName, expectedVersion: number): BatchAppendReq.Options {
  const options = new streamsPb.BatchAppendReq.Options();
  options.setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream)));
  // Declared as google.protobuf.Empty, which is the same on the wire; the client takes this one, too.
  if (expectedVersion === 0) options.setNoStream(new sharedPb.Empty());
  else options.setStreamPosition(String(expectedVersion - 1));
  return options;
}
