import { type DomainEvent } from '../decider/decider.js';
import { type EventEnvelope } from '../events/envelope.js';

export interface ProcessCommand<Command> {
  readonly command: Command;
  /**
   * Tells the command from others that the same event leads to. Needed where the reaction reads what may have changed by
   * the time it is repeated (a list of tickets): the index would then name another command.
   */
  readonly key?: string;
}

/** What follows from an event, as commands to other aggregates. */
export interface ProcessManager<Event extends DomainEvent = DomainEvent, Command = unknown> {
  /** Part of the ids of its commands, so it never changes. */
  readonly name: string;
  /** Part of its checkpoint's name: a new version reacts to the whole log anew; what was sent before is answered as done. */
  readonly version: number;
  readonly handles: readonly Event['type'][];
  /** Whether it needs personal texts; `omit` by default. */
  readonly personal?: 'decrypt' | 'omit';
  /**
   * At least once for every event that it handles, in the order of the log. May ask its ports, writes nothing, and gives
   * the same commands for the same event.
   */
  react(
    envelope: EventEnvelope<Event>,
  ): readonly ProcessCommand<Command>[] | Promise<readonly ProcessCommand<Command>[]>;
}

export interface DispatchedCommand<Command> {
  readonly command: Command;
  /** UUIDv5 of event, process and key or index: sent twice, it is the same command. */
  readonly commandId: string;
  /** The event that led to it, for `$causationId`, `$correlationId`, and its time. */
  readonly cause: EventEnvelope;
}

/** Sends a command and resolves when it is done or refused; rejects when it should be sent again. */
export type Dispatch<Command> = (dispatched: DispatchedCommand<Command>) => Promise<unknown>;

export function checkpointName({ name, version }: Pick<ProcessManager, 'name' | 'version'>): string {
  return `process:${name}@${version}`;
}
