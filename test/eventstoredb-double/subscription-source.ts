import streams from '@eventstore/db-client/generated/streams_pb.js';
import { allForwardsFrom } from './all-position.js';
import { encodeCheckpoint } from './event-encoding.js';
import { type LoggedEvent } from './logged-event.js';
import { streamDeleted, unexpected } from './grpc-errors.js';
import { type NodeContext } from './node-context.js';
import { firstShown, isSoftDeleted, isTooOld } from './stream-metadata.js';

type Options = streams.ReadReq.Options;

/** One page of the past. */
export interface Page {
  readonly events: readonly LoggedEvent[];
  /** The checkpoint that is due after it. */
  readonly mark?: Buffer;
}

/** Where a subscription takes its events from. */
export interface SubscriptionSource {
  /** `$all`, or the stream's name. */
  readonly stream: string;
  /** Goes on to the next page. Undefined at the end of what there is; `missing` while there is no such stream. */
  next(): Page | 'missing' | undefined;
  /** @returns what is sent when this event is stored while the subscription is live. */
  live(event: LoggedEvent): { readonly event?: LoggedEvent; readonly mark?: Buffer };
}

const PAGE = 32;

export function sourceOf(node: NodeContext, options: Options, name: string): SubscriptionSource {
  return options.hasAll() ? new AllSource(node, options) : new StreamSource(node, options, name);
}

/**
 * `$all`, with a filter or without. Checkpoints come at the cadence of 23.10: a page considers as many events as the
 * search window, or fewer when it is full; its checkpoint is its last match, or, without one, where the page began.
 */
class AllSource implements SubscriptionSource {
  readonly stream = '$all';
  private readonly matches: (event: LoggedEvent) => boolean;
  private readonly window: number;
  /** Considered events from one checkpoint to the next; undefined without a filter, as there are none then. */
  private readonly interval: number | undefined;
  private considered = 0;
  private cursor: number;
  private pageStart: number;

  constructor(
    private readonly node: NodeContext,
    options: Options,
  ) {
    const filter = options.getFilter();
    this.matches = filter === undefined ? () => true : matcherOf(filter);
    this.window = filter === undefined ? PAGE : windowOf(filter);
    if (filter !== undefined) {
      const multiplier = filter.getCheckpointintervalmultiplier();
      if (multiplier === 0) throw unexpected();
      this.interval = multiplier * this.window;
    }
    // Exclusive: one event is read from the position on and passed over.
    const start = startOf(node, options);
    const isExclusive =
      options.getAll()?.hasPosition() === true &&
      Number(options.getAll()?.getPosition()?.getCommitPosition()) > 0;
    this.cursor = isExclusive ? Math.min(start + 1, node.view.length) : start;
    this.pageStart = isExclusive ? (node.view.event(start)?.end ?? node.view.endPosition) : 0;
  }

  next(): Page | undefined {
    if (this.cursor >= this.node.view.length) return undefined;
    const start = this.pageStart;
    const events: LoggedEvent[] = [];
    let considered = 0;
    while (events.length < PAGE && considered < this.window) {
      const event = this.node.view.event(this.cursor);
      if (event === undefined) return this.lastPage(events, considered);
      this.cursor++;
      this.pageStart = event.end;
      considered++;
      if (this.matches(event)) events.push(event);
    }
    this.considered += considered;
    if (this.interval === undefined || this.considered < this.interval) return { events };
    this.considered %= this.interval;
    const last = events.at(-1)?.position;
    const mark = last === undefined ? encodeCheckpoint(start, 0) : encodeCheckpoint(last, last);
    return { events, mark };
  }

  live(event: LoggedEvent): { event?: LoggedEvent; mark?: Buffer } {
    this.cursor = event.index + 1;
    this.pageStart = event.end;
    const isDue = this.interval !== undefined && ++this.considered >= this.interval;
    if (isDue) this.considered = 0;
    return {
      ...(this.matches(event) && { event }),
      ...(isDue && { mark: encodeCheckpoint(event.position, event.position) }),
    };
  }

  /** No checkpoint: what it considered counts on towards the first live one. */
  private lastPage(events: LoggedEvent[], considered: number): Page {
    this.considered += considered;
    return { events };
  }
}

/** @throws RpcError as a subscription says it, which differs from a read. */
function startOf(node: NodeContext, options: Options): number {
  try {
    return allForwardsFrom(node, options);
  } catch {
    throw unexpected();
  }
}

type Filter = streams.ReadReq.Options.FilterOptions;

function windowOf(filter: Filter): number {
  return filter.getWindowCase() === streams.ReadReq.Options.FilterOptions.WindowCase.MAX
    ? filter.getMax()
    : PAGE;
}

function matcherOf(filter: Filter): (event: LoggedEvent) => boolean {
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  if (expression === undefined) throw unexpected();
  const isByType = filter.hasEventType();
  const matches = textMatcher(expression.getRegex(), expression.getPrefixList());
  return (event) => matches(isByType ? event.type : event.stream);
}

function textMatcher(regex: string, prefixes: readonly string[]): (text: string) => boolean {
  if (regex === '') return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  const pattern = new RegExp(regex);
  return (text) => pattern.test(text);
}

/** One stream. */
class StreamSource implements SubscriptionSource {
  private revision: number;

  constructor(
    private readonly node: NodeContext,
    options: Options,
    readonly stream: string,
  ) {
    const at = options.getStream();
    if (node.view.isTombstoned(stream)) throw streamDeleted(stream);
    const count = node.view.stream(stream)?.count ?? 0;
    this.revision =
      at?.hasRevision() === true ? Number(at.getRevision()) + 1 : at?.hasEnd() === true ? count : 0;
  }

  next(): Page | 'missing' | undefined {
    const found = this.node.view.stream(this.stream);
    if (this.node.view.isTombstoned(this.stream)) throw streamDeleted(this.stream);
    if (found === undefined || found.count === 0 || isSoftDeleted(found.state)) return 'missing';
    if (this.revision >= found.count) return undefined;
    const start = Math.max(this.revision, firstShown(found.state, found.count));
    this.revision = Math.min(start + PAGE, found.count);
    const events = found.state.events
      .slice(start, this.revision)
      .filter((event) => !isTooOld(found.state, event, this.node.now()));
    return { events };
  }

  live(event: LoggedEvent): { event?: LoggedEvent } {
    if (event.stream !== this.stream) return {};
    this.revision++;
    return { event };
  }
}
