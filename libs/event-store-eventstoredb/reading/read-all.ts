import {
  BEGINNING,
  comparePositions,
  type EventFilter,
  laterPosition,
  passesFilter,
  type Position,
  type ReadAllOptions,
  type ReadAllResult,
  type RecordedEvent,
} from '#event-sourcing';
import { catchUp, type CatchUpContext } from '../feed/catch-up.js';
import { isOfThisLog, positionOf, recordedEvent } from './server-event.js';

/** Records that are read to see whether a filter drops most of what it sees; the first look is shorter. */
const SAMPLE = 500;
const FIRST_LOOK = 32;
/** Share of the sample below which the server had better filter. */
const SPARSE = 0.25;

/**
 * One page of the whole log. Reads of this client know no filter, so what a filter drops is read and dropped here, unless that
 * is most of the log: then a subscription, which has filters, reads on in its place.
 *
 * @throws as the client, when the subscription fails; as LogReader
 */
export async function readAll(
  context: CatchUpContext,
  { after, limit, filter, upTo }: ReadAllOptions,
): Promise<ReadAllResult> {
  if (upTo !== undefined && comparePositions(upTo, after) <= 0) {
    return { events: [], position: after, caughtUp: false };
  }
  const page = new PageInMaking(after, limit, filter, upTo);
  let seen = 0;
  for (let cursor = after; ;) {
    const look = filter === undefined ? 1 : Math.min(SAMPLE, Math.max(FIRST_LOOK, 4 * seen));
    const { records, ended } = await context.reader.after(cursor, Math.max(page.missing, look));
    for (const record of records) {
      if (page.complete) break;
      if (isOfThisLog(record)) page.add(recordedEvent(record));
    }
    if (page.complete) return page.result(false);
    if (ended) return page.result(true);
    seen += records.length;
    const last = records.at(-1);
    cursor = last === undefined ? cursor : laterPosition(cursor, positionOf(last));
    if (seen >= SAMPLE && page.size < seen * SPARSE) return filtered(context, page);
  }
}

/** The rest of a page by a subscription that the server filters. */
async function filtered(context: CatchUpContext, page: PageInMaking): Promise<ReadAllResult> {
  const head = (await context.reader.last())?.position ?? BEGINNING;
  const stop = new AbortController();
  const pages = catchUp(context, {
    after: page.position,
    head,
    filter: page.filter,
    batchSize: SAMPLE,
    signal: stop.signal,
  });
  for await (const { events, position } of pages) {
    for (const event of events) {
      page.add(event);
      if (page.complete) return page.result(false);
    }
    page.lookedAt(position);
    if (page.complete) return page.result(false);
  }
  return page.result(true);
}

class PageInMaking {
  private readonly events: RecordedEvent[] = [];
  private bounded = false;

  constructor(
    /** Everything up to here has been looked at. */
    public position: Position,
    private readonly limit: number,
    readonly filter: EventFilter | undefined,
    private readonly upTo: Position | undefined,
  ) {}

  get size(): number {
    return this.events.length;
  }

  get missing(): number {
    return this.limit - this.events.length;
  }

  get complete(): boolean {
    return this.bounded || this.missing <= 0;
  }

  add(event: RecordedEvent): void {
    if (this.upTo !== undefined && comparePositions(event.position, this.upTo) > 0) {
      this.bounded = true;
      this.position = this.upTo;
      return;
    }
    this.position = event.position;
    if (passesFilter(this.filter, event)) this.events.push(event);
    if (event.position === this.upTo) this.bounded = true;
  }

  lookedAt(position: Position): void {
    const bounded = this.upTo !== undefined && comparePositions(position, this.upTo) >= 0;
    if (bounded) this.bounded = true;
    this.position = laterPosition(this.position, bounded ? (this.upTo ?? position) : position);
  }

  result(caughtUp: boolean): ReadAllResult {
    return { events: this.events, position: this.position, caughtUp };
  }
}
