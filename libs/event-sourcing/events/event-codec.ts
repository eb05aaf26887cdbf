import { type DomainEvent } from '../decider/decider.js';
import { type ProposedEvent, type RecordedEvent } from '../event-store/event-store.js';
import { firstRecordedAt } from '../copied/original-places.js';
import { type EventEnvelope, type EventMetadata } from './envelope.js';
import { type EventRegistry } from './event-registry.js';
import { type LongTexts, type SubjectKeys } from './subject-keys.js';
import { UnknownEventType } from './event-errors.js';
import { createSealer } from './sealer.js';
import { createOpener, SEALED_READER, type SealedReader } from './opener.js';
import { replaceMarked, replaceSealed, type ReplaceSealed } from './event-data.js';
import { type JsonObject } from '../event-store/json.js';

export interface DecodeOptions {
  /**
   * `decrypt` (default): personal texts in clear, or ERASED; one key look-up for the batch.
   * `omit`: every personal value is SEALED; no key is asked for. Enough for deciders and most projections.
   */
  readonly personal?: 'decrypt' | 'omit';
  /** `fail` (default) throws UnknownEventType, as a decider must; `skip` leaves such events out, as a projection may. */
  readonly unknown?: 'fail' | 'skip';
}

/** Between domain events and the log's bytes: validation and encryption on the way in, decryption and upcasting out. */
export interface EventCodec {
  readonly registry: EventRegistry;

  /**
   * @param metadata of all these events; the codec adds each one's `schemaVersion`.
   * @param idFor event id (UUID) by index.
   * @throws UnknownEventType, InvalidEventData, SubjectIsErased
   */
  encode(
    events: readonly DomainEvent[],
    metadata: Omit<EventMetadata, 'schemaVersion'>,
    idFor: (index: number) => string,
  ): Promise<ProposedEvent[]>;

  /**
   * In the same order. Trusts the log: nothing is validated.
   *
   * @throws UnknownEventType, UnknownEventVersion, SubjectKeyMissing, LongTextMissing, SealBroken
   */
  decodeBatch<Event extends DomainEvent = DomainEvent>(
    events: readonly RecordedEvent[],
    options?: DecodeOptions,
  ): Promise<EventEnvelope<Event>[]>;
}

export interface EventCodecDependencies {
  readonly registry: EventRegistry;
  readonly keys: SubjectKeys;
  readonly longTexts: LongTexts;
  /** Texts of more bytes of UTF-8 than this go into the content store; 4,096 by default. */
  readonly inlineBytes?: number;
}

export function createEventCodec(dependencies: EventCodecDependencies): EventCodec {
  const { registry } = dependencies;
  const sealer = createSealer(dependencies);
  const opener = createOpener(dependencies);

  function decode(recorded: RecordedEvent, read: SealedReader): EventEnvelope | undefined {
    const registered = registry.find(recorded.type);
    if (registered === undefined) return undefined;
    const { schemaVersion = '' } = recorded.metadata;
    const newest = schemaVersion === registered.schemaVersion;
    const replace: ReplaceSealed = (sealed, path) => read(recorded.id, sealed, path);
    let { data } = recorded;
    if (newest && registered.personal !== undefined) {
      data = replaceMarked(data, registered.personal, replace) as JsonObject;
    } else if (!newest) {
      // Sealed values are bound to the field they were written in, so they open before an upcaster may move them.
      data = registry.upcast(recorded.type, schemaVersion, replaceSealed(data, replace) as JsonObject);
    }
    return {
      id: recorded.id,
      stream: recorded.stream,
      version: recorded.version,
      position: recorded.position,
      recordedAt: firstRecordedAt(recorded),
      metadata: recorded.metadata as unknown as EventMetadata,
      event: { type: recorded.type, data },
    };
  }

  return {
    registry,
    encode: (events, metadata, idFor) => sealer(events, metadata, idFor),
    async decodeBatch<Event extends DomainEvent>(
      events: readonly RecordedEvent[],
      { personal = 'decrypt', unknown = 'fail' }: DecodeOptions = {},
    ) {
      const read = personal === 'omit' ? SEALED_READER : await opener(events);
      const envelopes: EventEnvelope[] = [];
      for (const recorded of events) {
        const envelope = decode(recorded, read);
        if (envelope !== undefined) envelopes.push(envelope);
        else if (unknown === 'fail') throw new UnknownEventType(recorded.type);
      }
      return envelopes as EventEnvelope<Event>[];
    },
  };
}
