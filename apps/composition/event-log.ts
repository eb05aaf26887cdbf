import { type EventStore, hasCode, type LogObserver } from '#event-sourcing';
import { createEventStoreDbEventStore, InvalidEventStoreUrl } from '#event-store-eventstoredb';
import { createPostgresEventStore } from '#event-store-postgres';
import { operatorError, platformMessages } from '#platform';

export interface EventLogOptions {
  /** Absent: the log is in PostgreSQL, beside the read models. */
  readonly eventStoreUrl?: string | undefined;
  /** The PostgreSQL, as the application's role. */
  readonly databaseUrl: string;
  readonly observer?: LogObserver;
}

/**
 * The log, in whichever store the settings name.
 *
 * @throws OperatorError for an EventStoreDB that can't be used, without any part of its address: that holds a password.
 */
export async function openEventLog(options: EventLogOptions): Promise<EventStore> {
  const { eventStoreUrl, databaseUrl, observer } = options;
  const observing = observer === undefined ? {} : { observer };
  if (eventStoreUrl === undefined) return createPostgresEventStore({ url: databaseUrl, ...observing });
  try {
    return await createEventStoreDbEventStore({ url: eventStoreUrl, ...observing });
  } catch (error) {
    throw explained(error);
  }
}

function explained(cause: unknown): unknown {
  if (cause instanceof InvalidEventStoreUrl) {
    const { reason, detail: option = '?' } = cause;
    return operatorError(platformMessages, `eventstore-url-${reason}`, { option }, { exitCode: 2, cause });
  }
  if (hasCode(cause, 'log-unavailable'))
    return operatorError(platformMessages, 'eventstore-unreachable', {}, { cause });
  if (hasCode(cause, 'log-access-denied'))
    return operatorError(platformMessages, 'eventstore-denied', {}, { cause });
  if (hasCode(cause, 'damaged-stream'))
    return operatorError(platformMessages, 'eventstore-damaged', {}, { cause });
  return cause;
}
