/** What a client asks for, as far as it can be answered badly. */
export type Operation = 'append' | 'read' | 'subscribe' | 'delete' | 'features' | 'gossip';

export type AppendFault =
  /** The connection is cut while the append is under way: it never happened, or it did. */
  | { readonly how: 'cut-before-storing' | 'cut-after-storing' }
  /** No answer ever comes; stored or not. */
  | { readonly how: 'never-answer'; readonly stores: boolean }
  /** The same answer comes again after the server's write timeout. Batch path only. */
  | { readonly how: 'answer-twice' }
  /** Stored, and ended with status OK instead of answered. Batch path only. */
  | { readonly how: 'end-instead' }
  /** The server gives up waiting for its nodes: not stored, answered with a timeout after its write timeout. */
  | { readonly how: 'time-out' };

export type ReadFault =
  /** The connection is cut after so many events. */
  | { readonly how: 'cut'; readonly after: number }
  /** Ends well after so many events, as if there were no more. */
  | { readonly how: 'end-early'; readonly after: number }
  | { readonly how: 'never-answer' };

export type SubscriptionFault =
  | ReadFault
  /** While catching up, each page's checkpoint is sent ahead of the page's events. */
  | { readonly how: 'marks-ahead' };

export type AnyFault =
  | { readonly how: 'not-leader'; readonly leader: { readonly host: string; readonly port: number } }
  | { readonly how: 'unavailable' | 'not-ready' | 'busy' | 'access-denied' }
  /** Stored or read at once, answered late. Meanwhile the same ids count as not replicated. */
  | { readonly how: 'slow'; readonly milliseconds: number };

type PlainFault = AnyFault | { readonly how: 'never-answer' };

interface When {
  /** How often; once when left out. */
  readonly times?: number | 'always';
  /** So many requests pass unharmed first. */
  readonly skip?: number;
  /** Only streams whose name begins so; `$all` for reads of all. */
  readonly stream?: string;
}

export type Fault = When &
  (
    | ({ readonly on: 'append' } & (AppendFault | AnyFault))
    | ({ readonly on: 'read' } & (ReadFault | AnyFault))
    | ({ readonly on: 'subscribe' } & (SubscriptionFault | AnyFault))
    | ({ readonly on: 'delete' } & PlainFault)
    | ({ readonly on: 'features' } & PlainFault)
    | ({ readonly on: 'gossip' } & PlainFault)
  );

export type FaultOn<O extends Operation> = Extract<Fault, { readonly on: O }>;

interface Armed {
  readonly fault: Fault;
  skip: number;
  left: number;
}

/** The faults that were ordered and have not happened yet. The first that fits a request is taken. */
export class Faults {
  private armed: Armed[] = [];

  order(fault: Fault): void {
    const times = fault.times ?? 1;
    this.armed.push({ fault, skip: fault.skip ?? 0, left: times === 'always' ? Infinity : times });
  }

  clear(): void {
    this.armed = [];
  }

  take<O extends Operation>(on: O, stream = ''): FaultOn<O> | undefined {
    for (const armed of this.armed) {
      if (armed.fault.on !== on || !stream.startsWith(armed.fault.stream ?? '')) continue;
      if (armed.skip > 0) {
        armed.skip--;
        continue;
      }
      armed.left--;
      if (armed.left <= 0) this.armed = this.armed.filter((other) => other !== armed);
      return armed.fault as FaultOn<O>;
    }
    return undefined;
  }
}
