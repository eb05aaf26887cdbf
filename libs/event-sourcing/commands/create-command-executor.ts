import { type DomainEvent, fold } from '../decider/decider.js';
import { type EventEnvelope } from '../events/envelope.js';
import { type EventCodec } from '../events/event-codec.js';
import { hasCode } from '../event-store/errors.js';
import { type AppendResult, type EventStore } from '../event-store/event-store.js';
import { BEGINNING } from '../event-store/position.js';
import { streamName, type StreamName } from '../event-store/stream-name.js';
import { IdempotencyKeyReused, TooManyConflicts, VersionMismatch } from './command-errors.js';
import { type CommandExecutor, type CommandRequest, type CommandResult } from './command-executor.js';
import { derivedId, plainDigest } from './ids.js';
import { sealedEvents } from './sealed-events.js';

export interface CommandExecutorDependencies {
  readonly store: EventStore;
  readonly codec: EventCodec;
  /** From 0 (inclusive) to 1 (exclusive); spreads the writers that met each other. */
  readonly random: () => number;
  readonly delay: (milliseconds: number) => Promise<void>;
  /** Decisions at most, the first included; 6 by default. */
  readonly attempts?: number;
}

const FIRST_PAUSE_MS = 5;

export function createCommandExecutor(dependencies: CommandExecutorDependencies): CommandExecutor {
  const { store, codec, random, delay, attempts = 6 } = dependencies;

  async function attempt<State, Command, Event extends DomainEvent, Context>(
    stream: StreamName,
    request: CommandRequest<State, Command, Event, Context>,
    isFirst: boolean,
  ): Promise<CommandResult<Event> | 'conflict'> {
    const { decider, commandId, requestHash, expectedVersion, personal = 'omit' } = request;
    const recorded = isFirst && request.isNew === true ? [] : await store.readStream(stream);
    const envelopes = await codec.decodeBatch<Event>(recorded, { personal });
    // Before the version is looked at: a client that repeats its request names the version that it saw the first time.
    const before = earlierAnswer(envelopes, commandId, requestHash);
    if (before !== undefined) {
      return personal === 'omit'
        ? before
        : { ...before, events: sealedEvents(codec.registry, before.events) };
    }

    const version = envelopes.length;
    if (expectedVersion !== undefined && expectedVersion !== version) {
      throw new VersionMismatch(expectedVersion, version);
    }
    const state = fold(
      (current: State, envelope: EventEnvelope<Event>) => decider.evolve(current, envelope.event),
      decider.initialState,
      envelopes,
    );
    const context = await request.context(state, envelopes);
    const decision = decider.decide(request.command, state, context);
    const isRefused = decision.kind === 'refused';
    const events = sealedEvents(codec.registry, decision.events);
    let after: AppendResult = { version, position: recorded.at(-1)?.position ?? BEGINNING };

    if (decision.events.length > 0) {
      const metadata =
        typeof request.metadata === 'function' ? request.metadata(context, state) : request.metadata;
      const ids = isRefused
        ? factIds(commandId, version, events)
        : decisionIds(commandId, requestHash, events);
      const proposed = await codec.encode(
        decision.events,
        {
          ...metadata,
          commandId: ids.commandId,
          ...(requestHash === undefined || isRefused ? {} : { requestHash }),
        },
        ids.eventId,
      );
      try {
        after = await store.append(stream, version, proposed);
      } catch (error) {
        if (hasCode(error, 'wrong-expected-version')) return 'conflict';
        throw error;
      }
    }
    if (isRefused) return { outcome: 'refused', refusal: decision.refusal, ...after, events };
    return { outcome: events.length > 0 ? 'appended' : 'nothing', ...after, events };
  }

  return {
    async execute(request) {
      const stream = streamName(request.category, request.id);
      for (let made = 1; made <= attempts; made += 1) {
        const result = await attempt(stream, request, made === 1);
        if (result !== 'conflict') return result;
        if (made < attempts) await delay(random() * FIRST_PAUSE_MS * 2 ** made);
      }
      throw new TooManyConflicts(stream, attempts);
    },
  };
}

function earlierAnswer<Event extends DomainEvent>(
  envelopes: readonly EventEnvelope<Event>[],
  commandId: string,
  requestHash: string | undefined,
): CommandResult<Event> | undefined {
  const own = envelopes.filter((envelope) => envelope.metadata.commandId === commandId);
  const last = own.at(-1);
  if (last === undefined) return undefined;
  if (last.metadata.requestHash !== requestHash) throw new IdempotencyKeyReused(commandId);
  const events = own.map((envelope) => envelope.event);
  return { outcome: 'repeated', version: last.version, position: last.position, events };
}

/**
 * Event ids of a decision: UUIDv5 of the command's id, and of what was decided.
 *
 * The store takes the same ids at the same version for the same append. Two runs of one command that decide differently
 * at once (another ticket number was drawn, another body came under the key) must therefore differ in ids: the slower one
 * then meets a conflict, finds the first one's events, and answers from them instead of from its own that were not stored.
 * Only sealed values go into the digest: an id that depends on a personal text would outlive the text's erasure.
 */
function decisionIds(commandId: string, requestHash: string | undefined, sealed: readonly DomainEvent[]) {
  const digest = plainDigest([requestHash ?? null, sealed]);
  return { commandId, eventId: (index: number) => derivedId(commandId, digest, index) };
}

/**
 * Ids of facts that hold although the command was refused. Another command id, so that the command is not taken for
 * done; the version, because a later refusal of the same command may carry other facts.
 */
function factIds(commandId: string, version: number, sealed: readonly DomainEvent[]) {
  return decisionIds(derivedId(commandId, 'facts', version), undefined, sealed);
}
