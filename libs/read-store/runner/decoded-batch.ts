import { type EventEnvelope, type RecordedEvent } from '#event-sourcing';
import { isTransient } from '../database/transient.js';

/** The codec, as the runner needs it (`EventCodec.decodeBatch`); personal values in clear or sealed. */
export type DecodeBatch = (
  events: readonly RecordedEvent[],
  options: { readonly personal: 'decrypt' | 'omit'; readonly unknown: 'skip' },
) => Promise<readonly EventEnvelope[]>;

/** An event and what the codec made of it; `error` where it could not be decoded. */
export type DecodedEvent =
  | { readonly recorded: RecordedEvent; readonly envelope: EventEnvelope }
  | { readonly recorded: RecordedEvent; readonly error: unknown };

/**
 * Decodes a batch at once. Only if that fails, event by event, to know which one is to blame; an event of unknown type
 * is left out.
 *
 * @throws what is transient, such as an unreachable vault.
 */
export async function decodeEvents(
  decode: DecodeBatch,
  events: readonly RecordedEvent[],
  personal: 'decrypt' | 'omit',
): Promise<readonly DecodedEvent[]> {
  if (events.length === 0) return [];
  try {
    return paired(events, await decode(events, { personal, unknown: 'skip' }));
  } catch (error) {
    if (isTransient(error)) throw error;
    if (events.length === 1 && events[0] !== undefined) return [{ recorded: events[0], error }];
  }
  const decoded: DecodedEvent[] = [];
  for (const event of events) decoded.push(...(await decodeEvents(decode, [event], personal)));
  return decoded;
}

function paired(events: readonly RecordedEvent[], envelopes: readonly EventEnvelope[]): DecodedEvent[] {
  const decoded: DecodedEvent[] = [];
  let next = 0;
  for (const recorded of events) {
    const envelope = envelopes[next];
    if (envelope?.position !== recorded.position) continue;
    decoded.push({ recorded, envelope });
    next += 1;
  }
  return decoded;
}
