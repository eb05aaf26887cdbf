import { type PlaceInOrder, type ReadStore } from '#read-store';
import { type QueueEntry, queuePage, resolveInstant } from '#tickets';

export interface QueueAt {
  readonly entries: readonly QueueEntry[];
  readonly total: number;
  /** False when the desk's clock has not passed the instant: the answer may still change. */
  readonly settled: boolean;
}

const PAGE = 500;

/** The first places of a desk's queue at an instant, from the read model. @param at ISO 8601 UTC; absent: now. */
export async function queueAt(
  store: ReadStore,
  desk: string,
  { at, limit }: { readonly at?: string | undefined; readonly limit: number },
): Promise<QueueAt> {
  const resolved = at === undefined ? undefined : await resolveInstant(store, desk, at);
  const entries: QueueEntry[] = [];
  let after: PlaceInOrder | undefined;
  let position = resolved?.position;
  for (;;) {
    const page = await queuePage(store, {
      desk,
      limit: Math.min(PAGE, limit - entries.length),
      ...(position !== undefined && { at: position }),
      ...(after !== undefined && { after }),
    });
    entries.push(...page.entries);
    // All pages show one moment, the newest too.
    position = page.position;
    after = page.next;
    if (after === undefined || entries.length >= limit) {
      return { entries, total: page.total, settled: resolved?.settled ?? true };
    }
  }
}
