import { type Decider, type DomainEvent, type Refusal } from '../decider/decider.js';
import { type EventEnvelope, type EventMetadata } from '../events/envelope.js';
import { type Position } from '../event-store/position.js';

/** What the executor does not know of an event's metadata. */
export type CommandMetadata = Omit<EventMetadata, 'schemaVersion' | 'commandId' | 'requestHash'>;

export interface CommandRequest<State, Command, Event extends DomainEvent, Context> {
  /** Category of the aggregate's stream. */
  readonly category: string;
  /** The aggregate's id (UUID). */
  readonly id: string;
  readonly command: Command;
  readonly decider: Decider<State, Command, Event, Context>;
  /**
   * Everything from outside that the decision needs, for this state: asked again after a conflict.
   * Personal values in state and envelopes are SEALED, unless `personal` says otherwise.
   */
  context(state: State, envelopes: readonly EventEnvelope<Event>[]): Context | Promise<Context>;
  /** UUID. The same id again is the same command: it is answered as the first time and writes nothing. */
  readonly commandId: string;
  /** See `requestDigest`; tells the same command from another one under the same id. */
  readonly requestHash?: string;
  /** The version that the client saw (`If-Match`): on any other, VersionMismatch instead of another attempt. */
  readonly expectedVersion?: number;
  /** The aggregate's id was drawn for this command, so that its stream is empty and need not be read at the first attempt. */
  readonly isNew?: boolean;
  readonly metadata: CommandMetadata | ((context: Context, state: State) => CommandMetadata);
  readonly personal?: 'decrypt' | 'omit';
}

interface Answer<Event> {
  /** Of the stream, after the command. */
  readonly version: number;
  /** Of the last event of the answer; of the stream's last event when there is none; BEGINNING for an empty stream. */
  readonly position: Position;
  /** Written by this command, newest schema, personal values SEALED. */
  readonly events: readonly Event[];
}

export type CommandResult<Event extends DomainEvent = DomainEvent> =
  | (Answer<Event> & {
      /** `repeated`: this command was done before; version, position and events are those of the first time. */
      readonly outcome: 'appended' | 'repeated' | 'nothing';
    })
  | (Answer<Event> & {
      readonly outcome: 'refused';
      readonly refusal: Refusal;
    });

export interface CommandExecutor {
  /**
   * Loads the stream, folds, decides, appends; on a conflict loads and decides again, a few times with jitter.
   *
   * A refusal is an answer, not an error. Facts that it carries are appended all the same, under ids of their own, and
   * the refusal is not remembered: the same command is decided anew when it comes again.
   *
   * @throws VersionMismatch, IdempotencyKeyReused, TooManyConflicts; UnknownEventType and the like from the codec;
   *   LogUnavailable and the like from the store.
   */
  execute<State, Command, Event extends DomainEvent, Context>(
    request: CommandRequest<State, Command, Event, Context>,
  ): Promise<CommandResult<Event>>;
}
