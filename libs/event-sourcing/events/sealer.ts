import { type DomainEvent } from '../decider/decider.js';
import { type ProposedEvent } from '../event-store/event-store.js';
import { type JsonValue } from '../event-store/json.js';
import { type EventMetadata } from './envelope.js';
import { eventJson, visitMarked } from './event-data.js';
import { InvalidEventData, SubjectIsErased, SubjectKeyMissing } from './event-errors.js';
import { type EventRegistry } from './event-registry.js';
import { isSubjectId, seal, sealedValueJson, sha256Hex } from './sealed-value.js';
import { type LongText, type LongTexts, type SubjectKeys, type SubjectState } from './subject-keys.js';

const INLINE_BYTES = 4096;

/** The way into the log: validate all, ask once for all keys, seal, store long texts, hand over. */
export function createSealer(dependencies: {
  readonly registry: EventRegistry;
  readonly keys: SubjectKeys;
  readonly longTexts: LongTexts;
  readonly inlineBytes?: number;
}) {
  const { registry, keys, longTexts, inlineBytes = INLINE_BYTES } = dependencies;

  return async function encode(
    events: readonly DomainEvent[],
    metadata: Omit<EventMetadata, 'schemaVersion'>,
    idFor: (index: number) => string,
  ): Promise<ProposedEvent[]> {
    const valid = events.map(({ type, data }) => ({ type, data: registry.validate(type, data) }));
    const subjects = subjectsOf(valid, registry);
    const states = subjects.size === 0 ? new Map<string, SubjectState>() : await keys.ensure([...subjects]);
    const long: LongText[] = [];
    const metadataFor = flatMetadata(metadata);
    const proposed = valid.map(({ type, data }, index) => {
      const { schemaVersion, personal } = registry.get(type);
      const id = idFor(index);
      const sealText = (text: unknown, path: string, subjectField: string): JsonValue => {
        const subject = (data as Record<string, string>)[subjectField] as string;
        const { current: revision, key } = keyOf(subject, states);
        const sealed = seal(text as string, key, { eventId: id, path, subject, revision });
        if (sealed.length <= inlineBytes) {
          return sealedValueJson({ suite: 'A1', revision, subject, body: sealed.toString('base64url') });
        }
        const digest = sha256Hex(sealed);
        long.push({ digest, subject, sealed });
        return sealedValueJson({ suite: 'D1', revision, subject, body: digest });
      };
      return {
        id,
        type,
        data: eventJson(type, data, personal, sealText),
        metadata: metadataFor(schemaVersion),
      };
    });
    // Before the append: an orphan text is garbage that nobody can read, an event without its text would be a loss.
    if (long.length > 0) await longTexts.put(long);
    return proposed;
  };
}

/** Checks also that each personal value is text and has a subject, so that sealing can't fail half-way. */
function subjectsOf(events: readonly DomainEvent[], registry: EventRegistry): Set<string> {
  const subjects = new Set<string>();
  for (const { type, data } of events) {
    const { personal } = registry.get(type);
    if (personal === undefined) continue;
    visitMarked(data, personal, (text, path, subjectField) => {
      // ERASED and SEALED fit the schema for readers' sake; to write them would lose the text and look as if it were kept.
      if (typeof text !== 'string')
        throw new InvalidEventData(type, [{ path, rule: 'personal-text-expected' }]);
      const subject = (data as Record<string, unknown>)[subjectField];
      if (!isSubjectId(subject)) {
        throw new InvalidEventData(type, [{ path: `/${subjectField}`, rule: 'subject-expected' }]);
      }
      subjects.add(subject);
    });
  }
  return subjects;
}

function keyOf(subject: string, states: ReadonlyMap<string, SubjectState>) {
  const state = states.get(subject);
  if (state === 'erased') throw new SubjectIsErased(subject);
  const key = state?.keys.get(state.current);
  if (state === undefined || key === undefined) throw new SubjectKeyMissing(subject, state?.current ?? 0);
  return { current: state.current, key };
}

type Flat = Readonly<Record<string, string>>;

/** One object for all events of one schema version: whoever writes them down later writes it once. */
function flatMetadata(metadata: Omit<EventMetadata, 'schemaVersion'>): (schemaVersion: string) => Flat {
  const byVersion = new Map<string, Flat>();
  return (schemaVersion) => {
    const known = byVersion.get(schemaVersion);
    if (known !== undefined) return known;
    const fresh: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...metadata, schemaVersion }))
      if (value !== undefined) fresh[name] = value;
    byVersion.set(schemaVersion, fresh);
    return fresh;
  };
}
