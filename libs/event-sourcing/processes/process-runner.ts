import { type DomainEvent } from '../decider/decider.js';
import { derivedId } from '../commands/ids.js';
import { type EventEnvelope } from '../events/envelope.js';
import { type EventCodec } from '../events/event-codec.js';
import { type EventStore, type SubscriptionMessage } from '../event-store/event-store.js';
import { BEGINNING, type Position } from '../event-store/position.js';
import { type CheckpointStore } from './checkpoint-store.js';
import { checkpointName, type Dispatch, type ProcessManager } from './process-manager.js';
import {
  failureCode,
  isTransientFailure,
  type ProcessFailure,
  type ProcessState,
  type ProcessStatus,
} from './process-status.js';

export interface ProcessRunnerDependencies<Event extends DomainEvent, Command> {
  readonly process: ProcessManager<Event, Command>;
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly checkpoints: CheckpointStore;
  readonly dispatch: Dispatch<Command>;
  readonly signal: AbortSignal;
  /** Resolves after the time, or as soon as the signal aborts. */
  readonly delay: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Failures of one event in a row before its process stops; 6 by default. Transient ones don't count. */
  readonly attempts?: number;
  readonly isTransient?: (error: unknown) => boolean;
  readonly onStatus?: (status: ProcessStatus) => void;
}

export interface ProcessRunner {
  status(): ProcessStatus;
  /** Tries the event again that the process stopped at; without effect in any other state. */
  retry(): void;
  /** Resolves once the signal has aborted and nothing is under way. */
  readonly ended: Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

/** Which event failed, for a failure that is otherwise passed on as it is. */
class FailedAt extends Error {
  constructor(
    readonly envelope: EventEnvelope,
    override readonly cause: unknown,
  ) {
    super('a process could not react to an event');
  }
}

/**
 * Follows the log for one process manager, at least once for each event: the checkpoint moves after the commands were
 * answered, and their ids make a repeat harmless. Several runners of one process do no harm either, only double work.
 */
export function runProcess<Event extends DomainEvent, Command>(
  dependencies: ProcessRunnerDependencies<Event, Command>,
): ProcessRunner {
  const { process, store, codec, checkpoints, dispatch, signal, delay, random, onStatus } = dependencies;
  const { attempts = 6, isTransient = isTransientFailure } = dependencies;
  const checkpoint = checkpointName(process);
  let status: ProcessStatus = {
    name: process.name,
    version: process.version,
    state: 'starting',
    position: BEGINNING,
    caughtUp: false,
  };
  let retry = (): void => undefined;

  function tell(state: ProcessState, change: Partial<ProcessStatus> = {}): void {
    const { failure, ...rest } = { ...status, ...change };
    const failing = state === 'retrying' || state === 'stopped';
    status = { ...rest, state, ...(failing && failure !== undefined ? { failure } : {}) };
    onStatus?.(status);
  }

  async function react(envelope: EventEnvelope): Promise<void> {
    const commands = await process.react(envelope as EventEnvelope<Event>);
    for (const [index, { command, key }] of commands.entries()) {
      const commandId = derivedId(envelope.id, process.name, key ?? index);
      await dispatch({ command, commandId, cause: envelope });
    }
  }

  /** @returns false when another runner of the process was faster: where that one stands must be read anew. */
  async function moveTo(position: Position): Promise<boolean> {
    if (position === status.position) return true;
    if (!(await checkpoints.save(checkpoint, status.position, position))) return false;
    status = { ...status, position };
    return true;
  }

  async function take(message: SubscriptionMessage): Promise<boolean> {
    if (message.kind === 'batch') {
      const { personal = 'omit' } = process;
      const envelopes = await codec.decodeBatch(message.events, { personal, unknown: 'skip' });
      let done = status.position;
      for (const envelope of envelopes) {
        if (signal.aborted) return moveTo(done);
        try {
          await react(envelope);
        } catch (error) {
          await moveTo(done);
          throw new FailedAt(envelope, error);
        }
        done = envelope.position;
      }
    }
    if (!(await moveTo(message.position))) return false;
    tell('running', message.kind === 'caught-up' ? { caughtUp: true } : {});
    return true;
  }

  async function follow(): Promise<void> {
    status = { ...status, position: await checkpoints.load(checkpoint) };
    const filter = { types: process.handles };
    for await (const message of store.subscribe({ after: status.position, filter, signal })) {
      if (!(await take(message))) return;
    }
  }

  async function failed(error: unknown): Promise<void> {
    const at = error instanceof FailedAt ? error : undefined;
    const cause = at === undefined ? error : at.cause;
    const before = status.failure;
    const again = at !== undefined && before?.eventId === at.envelope.id;
    const failure: ProcessFailure = {
      code: failureCode(cause),
      times: again || (at === undefined && before?.eventId === undefined) ? (before?.times ?? 0) + 1 : 1,
      ...(at === undefined ? {} : { eventId: at.envelope.id, position: at.envelope.position }),
    };
    const poison = !isTransient(cause) && failure.times >= attempts;
    if (poison) {
      const retried = new Promise<void>((resolve) => {
        retry = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      tell('stopped', { failure, caughtUp: false });
      await retried;
      retry = () => undefined;
      status = { ...status, failure: { ...failure, times: 0 } };
      return;
    }
    tell('retrying', { failure, caughtUp: false });
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failure.times, 20));
    await delay(longest * (0.5 + random() / 2), signal);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await follow();
      } catch (error) {
        if (!signal.aborted) await failed(error);
      }
    }
    tell('ended');
  }

  return { status: () => status, retry: () => retry(), ended: run() };
}
