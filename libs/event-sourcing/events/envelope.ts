import { type DomainEvent } from '../decider/decider.js';
import { type Position } from '../event-store/position.js';
import { type StreamName } from '../event-store/stream-name.js';

/** Flat text, as the log stores it. Instants are ISO 8601 UTC with milliseconds. */
export interface EventMetadata {
  readonly $correlationId: string;
  readonly $causationId: string;
  readonly commandId: string;
  /** Digest of the request that gave the command; the same key with another body is told apart by it. */
  readonly requestHash?: string;
  readonly schemaVersion: string;
  /** Staff or customer id, never a name; `system` for the ticker and process managers. */
  readonly actor: string;
  readonly role: string;
  readonly desk?: string;
  readonly channel?: string;
  /** When it happened, maybe earlier than it was decided. */
  readonly occurredAt: string;
  /** The clock that the decider was given. */
  readonly decidedAt: string;
  /** `<desk>@<version>` of the regulation decided under. */
  readonly regulation?: string;
  /** `<calendar>@<version>`. */
  readonly calendar?: string;
}

/** A decoded event: upcast to the newest schema, personal values in clear (or marked as erased). */
export interface EventEnvelope<Event extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly stream: StreamName;
  readonly version: number;
  readonly position: Position;
  /** When it was first recorded, ISO 8601 UTC; copying the log to another store does not change it. */
  readonly recordedAt: string;
  readonly metadata: EventMetadata;
  readonly event: Event;
}
