import { type RecordedEvent } from '../event-store/event-store.js';
import { type JsonObject } from '../event-store/json.js';
import { LongTextMissing, SealBroken, SubjectKeyMissing } from './event-errors.js';
import { replaceSealed } from './event-data.js';
import { ERASED, type Personal, SEALED } from './personal.js';
import { open, parseSealedValue, type SealedValue } from './sealed-value.js';
import { type LongTexts, type SubjectKeys, type SubjectState } from './subject-keys.js';

/** What stands for a sealed value at `path` of an event. */
export type SealedReader = (eventId: string, sealed: JsonObject, path: string) => Personal;

export const SEALED_READER: SealedReader = () => SEALED;

/** The way out of the log: one look-up of keys and one of long texts for a batch. */
export function createOpener({ keys, longTexts }: { keys: SubjectKeys; longTexts: LongTexts }) {
  return async function openerFor(events: readonly RecordedEvent[]): Promise<SealedReader> {
    const values = sealedValuesOf(events);
    if (values.length === 0) return SEALED_READER;
    const states = await keys.keysFor([...new Set(values.map((value) => value.subject))]);
    const digests = values
      .filter((value) => value.suite === 'D1' && states.get(value.subject) !== 'erased')
      .map((value) => value.body);
    const texts = digests.length === 0 ? new Map<string, never>() : await longTexts.get(digests);

    return (eventId, json, path) => {
      const value = parseSealedValue(json);
      if (value === undefined) throw new SealBroken(eventId, path);
      const state = states.get(value.subject);
      if (state === 'erased') return ERASED;
      const sealed = value.suite === 'A1' ? Buffer.from(value.body, 'base64url') : texts.get(value.body);
      // The subject may be erased between the two look-ups, or the keys may come from a cache.
      if (sealed === 'erased') return ERASED;
      if (sealed === undefined) throw new LongTextMissing(value.body);
      const text = open(sealed, keyOf(value, state), { ...value, eventId, path });
      if (text === undefined) throw new SealBroken(eventId, path);
      return text;
    };
  };
}

function sealedValuesOf(events: readonly RecordedEvent[]): SealedValue[] {
  const values: SealedValue[] = [];
  for (const { data } of events) {
    replaceSealed(data, (json) => {
      const value = parseSealedValue(json);
      if (value !== undefined) values.push(value);
      return json;
    });
  }
  return values;
}

function keyOf(value: SealedValue, state: Exclude<SubjectState, 'erased'> | undefined): Uint8Array {
  const key = state?.keys.get(value.revision);
  if (key === undefined) throw new SubjectKeyMissing(value.subject, value.revision);
  return key;
}
