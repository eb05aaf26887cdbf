import { type JsonObject } from '../event-store/json.js';
import { InvalidEventData, UnknownEventType, UnknownEventVersion } from './event-errors.js';
import { type EventType } from './event-type.js';
import { type PersonalFields, personalFieldsOf } from './personal-fields.js';

export interface RegisteredEvent {
  readonly eventType: EventType;
  /** `eventType.version` as the metadata bears it. */
  readonly schemaVersion: string;
  /** Undefined: nothing personal in the newest schema. */
  readonly personal: PersonalFields | undefined;
}

/** Every event type that a program knows, from the lists of all contexts. */
export interface EventRegistry {
  readonly types: readonly EventType[];
  find(type: string): RegisteredEvent | undefined;
  /** @throws UnknownEventType */
  get(type: string): RegisteredEvent;
  /**
   * Data on its way in, checked against the newest schema.
   *
   * @throws UnknownEventType, InvalidEventData
   */
  validate(type: string, data: unknown): unknown;
  /**
   * Raw JSON of an older schema version, brought to the newest. Trusts what the log holds.
   *
   * @throws UnknownEventType, UnknownEventVersion
   */
  upcast(type: string, schemaVersion: string, data: JsonObject): JsonObject;
}

/** @throws TypeError when two lists name the same stored type differently. */
export function createEventRegistry(...lists: readonly (readonly EventType[])[]): EventRegistry {
  const known = new Map<string, RegisteredEvent>();
  for (const eventType of lists.flat()) {
    const other = known.get(eventType.name);
    if (other?.eventType === eventType) continue;
    if (other !== undefined) throw new TypeError(`two event types are stored as ${eventType.name}`);
    known.set(eventType.name, {
      eventType,
      schemaVersion: String(eventType.version),
      personal: personalFieldsOf(eventType.schema),
    });
  }

  function get(type: string): RegisteredEvent {
    const registered = known.get(type);
    if (registered === undefined) throw new UnknownEventType(type);
    return registered;
  }

  return {
    types: [...known.values()].map((registered) => registered.eventType),
    find: (type) => known.get(type),
    get,
    validate(type, data) {
      const result = get(type).eventType.schema.safeParse(data);
      if (result.success) return result.data;
      throw new InvalidEventData(
        type,
        result.error.issues.map((issue) => ({
          path: issue.path.map((part) => `/${String(part)}`).join(''),
          rule: issue.code,
        })),
      );
    },
    upcast(type, schemaVersion, data) {
      const { eventType } = get(type);
      const version = Number(schemaVersion);
      if (!Number.isInteger(version) || version < 1 || version > eventType.version) {
        throw new UnknownEventVersion(type, schemaVersion, eventType.version);
      }
      return eventType.upcasters.slice(version - 1).reduce((raw, upcaster) => upcaster(raw), data);
    },
  };
}
