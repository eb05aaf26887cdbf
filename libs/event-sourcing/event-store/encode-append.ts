import { AppendTooLarge, EventTooLarge, InvalidEvent } from './errors.js';
import { MAX_APPEND_BYTES, MAX_EVENT_BYTES, type ProposedEvent } from './event-store.js';
import { strictJson, textFault } from './strict-json.js';
import { isStreamName } from './stream-name.js';

/** An event ready for the wire: checked, its JSON written once. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  /** JSON text without raw line breaks (JSON escapes them). */
  readonly data: string;
  readonly metadata: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** No control characters, no leading `$` (reserved by EventStoreDB for itself). */
const TYPE = /^[^$\p{Cc}][^\p{Cc}]{0,199}$/u;
const MAX_VERSION = 2 ** 31 - 1;

/**
 * The gate in front of every store: what passes here is stored and read back alike by all of them, and what does not
 * is refused before anything is sent.
 *
 * @throws TypeError for a stream name or an expected version that no store could hold.
 * @throws InvalidEvent, EventTooLarge, AppendTooLarge
 */
export function encodeAppend(
  stream: string,
  expectedVersion: number,
  events: readonly ProposedEvent[],
): readonly EncodedEvent[] {
  if (!isStreamName(stream)) throw new TypeError(`not a stream name: ${JSON.stringify(stream)}`);
  if (!Number.isInteger(expectedVersion) || expectedVersion < 0 || expectedVersion > MAX_VERSION) {
    throw new TypeError(`not a version: ${expectedVersion}`);
  }
  if (events.length === 0) throw new InvalidEvent(`nothing to append to ${stream}`);
  let bytes = 0;
  const ids = new Set<string>();
  const metadataText = metadataEncoder();
  const encoded = events.map((event) => {
    const one = encodeEvent(event, metadataText);
    const size = Buffer.byteLength(one.data);
    if (size > MAX_EVENT_BYTES) throw new EventTooLarge(one.type, size, MAX_EVENT_BYTES);
    bytes += size;
    if (ids.has(one.id)) throw new InvalidEvent(`id ${one.id} stands twice in one append`);
    ids.add(one.id);
    return one;
  });
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(bytes, MAX_APPEND_BYTES);
  return encoded;
}

/** The events of one command mostly share one metadata object: its text is written once for a run of them. */
function metadataEncoder(): (event: ProposedEvent) => string {
  let last: { readonly metadata: ProposedEvent['metadata']; readonly text: string } | undefined;
  return ({ metadata, type }) => {
    if (last?.metadata !== metadata) last = { metadata, text: encodeMetadata(metadata, type) };
    return last.text;
  };
}

function encodeMetadata(metadata: ProposedEvent['metadata'], type: string): string {
  for (const [key, value] of Object.entries<unknown>(metadata)) {
    if (typeof value !== 'string') throw new InvalidEvent(`metadata.${key} of ${type} is not text`);
  }
  return strictJson(metadata, `metadata of ${type}`);
}

function encodeEvent(event: ProposedEvent, metadataText: (event: ProposedEvent) => string): EncodedEvent {
  if (!UUID.test(event.id)) throw new InvalidEvent(`not a UUID: ${JSON.stringify(event.id)}`);
  if (!TYPE.test(event.type)) throw new InvalidEvent(`not an event type: ${JSON.stringify(event.type)}`);
  const fault = textFault(event.type);
  if (fault !== undefined) throw new InvalidEvent(`the type ${fault}`);
  const data: unknown = event.data;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new InvalidEvent(`data of ${event.type} is not an object`);
  }
  return {
    id: event.id.toLowerCase(),
    type: event.type,
    data: strictJson(data, `data of ${event.type}`),
    metadata: metadataText(event),
  };
}
