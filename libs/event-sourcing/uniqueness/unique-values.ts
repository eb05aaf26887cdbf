import { type CommandMetadata } from '../commands/command-executor.js';
import { TooManyConflicts } from '../commands/command-errors.js';
import { derivedId } from '../commands/ids.js';
import { fold, type Refusal } from '../decider/decider.js';
import { type EventEnvelope } from '../events/envelope.js';
import { type EventCodec } from '../events/event-codec.js';
import { hasCode } from '../event-store/errors.js';
import { type EventStore } from '../event-store/event-store.js';
import { streamName } from '../event-store/stream-name.js';
import { type Reservation, type ReservationCommand, reservationDecider } from './reservation.decider.js';
import { type ReservationEvent } from './reservation.events.js';
import { valueId } from './value-id.js';

/** Category of the streams that hold one value each. */
export const RESERVATION = 'reservation';

export interface UniqueValue {
  /** What the value is unique in: `inn`, `contract-number`, `message-id` … */
  readonly scope: string;
  /** Normalised. */
  readonly value: string;
  /** Id of the aggregate that the value is to belong to. */
  readonly owner: string;
}

export type ReservationResult =
  | { readonly outcome: 'done'; readonly status: Reservation['status'] }
  /** `value-held`: maybe free later; `value-taken`: for good; `value-not-held`: there is nothing to confirm. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly owner: string | undefined };

export interface UniqueValues {
  /**
   * First of three steps: reserve, create the owner, confirm. Whoever crashed on the way repeats all three.
   *
   * @param until ISO 8601 UTC; far beyond the time that creating the owner can take, since a holder that comes back after
   *   it may find its value taken over (its `confirm` is refused then, and the owner must be withdrawn).
   */
  reserve(value: UniqueValue, until: string, metadata: CommandMetadata): Promise<ReservationResult>;
  confirm(value: UniqueValue, metadata: CommandMetadata): Promise<ReservationResult>;
  /** The owner gave the value up, or was never created. Of someone else's value nothing is touched. */
  release(value: UniqueValue, metadata: CommandMetadata): Promise<ReservationResult>;
  find(scope: string, value: string): Promise<Reservation>;
}

export interface UniqueValuesDependencies {
  readonly store: EventStore;
  readonly codec: EventCodec;
  /** See `valueId`. */
  readonly key: Uint8Array;
  /** Whether the aggregate exists in the log; asked only of a holder whose hold ran out. */
  readonly ownerExists: (scope: string, owner: string) => Promise<boolean>;
}

const ATTEMPTS = 30;

/**
 * Uniqueness across streams: a stream per value, so that the store's expected version is what decides a race.
 *
 * Commands here need no command id, since each is idempotent by decision: a repeat finds its own hold and adds nothing.
 * The executor's look-up by id would be wrong: hold, release, and hold again by one owner are three facts.
 */
export function createUniqueValues({
  store,
  codec,
  key,
  ownerExists,
}: UniqueValuesDependencies): UniqueValues {
  async function load(id: string) {
    const recorded = await store.readStream(streamName(RESERVATION, id));
    const envelopes = await codec.decodeBatch<ReservationEvent>(recorded, { personal: 'omit' });
    const evolve = (state: Reservation, { event }: EventEnvelope<ReservationEvent>) =>
      reservationDecider.evolve(state, event);
    return { version: recorded.length, state: fold(evolve, reservationDecider.initialState, envelopes) };
  }

  async function holderOf(state: Reservation, scope: string, now: string): Promise<'unknown' | 'absent'> {
    if (state.status !== 'held' || state.heldUntil > now) return 'unknown';
    return (await ownerExists(scope, state.owner)) ? 'unknown' : 'absent';
  }

  async function run(
    { scope, value, owner }: UniqueValue,
    command: ReservationCommand,
    metadata: CommandMetadata,
  ): Promise<ReservationResult> {
    const id = valueId(key, scope, value);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { version, state } = await load(id);
      const now = metadata.decidedAt;
      const holder =
        command.type === 'Hold' && owner !== ownerOf(state) ? await holderOf(state, scope, now) : 'unknown';
      const decision = reservationDecider.decide(command, state, { scope, now, holder });
      if (decision.kind === 'refused') {
        return { outcome: 'refused', refusal: decision.refusal, owner: ownerOf(state) };
      }
      const commandId = derivedId(id, command.type, owner, version);
      const events = await codec.encode(decision.events, { ...metadata, commandId }, (index) =>
        derivedId(commandId, now, index),
      );
      try {
        if (events.length > 0) await store.append(streamName(RESERVATION, id), version, events);
        const after = fold(
          (current, event) => reservationDecider.evolve(current, event),
          state,
          decision.events,
        );
        return { outcome: 'done', status: after.status };
      } catch (error) {
        if (!hasCode(error, 'wrong-expected-version')) throw error;
      }
    }
    throw new TooManyConflicts(streamName(RESERVATION, id), ATTEMPTS);
  }

  return {
    reserve: (value, until, metadata) =>
      run(value, { type: 'Hold', owner: value.owner, heldUntil: until }, metadata),
    confirm: (value, metadata) => run(value, { type: 'Confirm', owner: value.owner }, metadata),
    release: (value, metadata) => run(value, { type: 'Release', owner: value.owner }, metadata),
    find: async (scope, value) => (await load(valueId(key, scope, value))).state,
  };
}

function ownerOf(state: Reservation): string | undefined {
  return state.status === 'free' ? undefined : state.owner;
}
