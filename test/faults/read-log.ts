import { BEGINNING, type RecordedEvent } from '#event-sourcing';
import { openEventLog } from '../../apps/composition/event-log.js';
import { type LoggedEvent } from './history.js';
import { opOf } from './load/attempt.js';

const PAGE = 1_000;

/** The whole log as its store has it, past every API and read model. */
export async function readLog(where: {
  readonly databaseUrl: string;
  readonly eventStoreUrl?: string;
}): Promise<readonly LoggedEvent[]> {
  const store = await openEventLog(where);
  try {
    const log: LoggedEvent[] = [];
    for (let after = BEGINNING; ;) {
      const { events, position, caughtUp } = await store.readAll({ after, limit: PAGE });
      for (const event of events) log.push(logged(event));
      if (caughtUp) return log;
      after = position;
    }
  } finally {
    await store.close();
  }
}

function logged({ id, type, stream, version, position, metadata, data }: RecordedEvent): LoggedEvent {
  const { $correlationId, commandId } = metadata;
  return { id, type, stream, version, position, op: opOf($correlationId), commandId, data };
}
