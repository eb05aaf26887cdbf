import { type LiveCases } from '#desks';
import { type ReadStore } from '#read-store';
import { queueProjection } from '#tickets';

/** Whether a desk has open tickets, by the queue: an import would put history before them. */
export function openCases(readStore: ReadStore): LiveCases {
  return {
    async hasLiveCase(desk) {
      const { rows } = await readStore.query<{ ticket: string }>(
        queueProjection.name,
        `SELECT ticket FROM read.${queueProjection.table.name} WHERE desk = $1 AND in_queue LIMIT 1`,
        [desk],
      );
      return rows.length > 0;
    },
  };
}
