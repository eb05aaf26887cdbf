import { type Fault } from './faults.js';

/** How an open subscription is ended. */
export type SubscriptionEnd =
  /** "Consumer too slow …", ABORTED: what the real server does under load, as a matter of routine. */
  | 'too-slow'
  /** Well, without a word. */
  | 'quietly'
  /** CANCELLED, as by a server that shuts down. */
  | 'cancelled'
  | 'unavailable';

/** What the double can be told. Plain data, so that it can be told from another process as well. */
export type Command =
  | { readonly do: 'misbehave'; readonly fault: Fault; readonly node?: number }
  | { readonly do: 'behave' }
  | { readonly do: 'cut-connections'; readonly node?: number }
  | { readonly do: 'stop'; readonly node?: number }
  | { readonly do: 'start'; readonly node?: number }
  | { readonly do: 'restart'; readonly node?: number; readonly downFor?: number }
  | { readonly do: 'end-subscriptions'; readonly how: SubscriptionEnd }
  | { readonly do: 'send-fell-behind' }
  | { readonly do: 'send-mark-ahead' }
  | { readonly do: 'move-leader'; readonly to?: number; readonly without?: number }
  | { readonly do: 'hold-followers' }
  | { readonly do: 'release-followers' }
  | { readonly do: 'shift-clock'; readonly milliseconds: number }
  | { readonly do: 'forget-recent-ids' }
  | { readonly do: 'state' };

export interface DoubleState {
  /** In the log, system events included. */
  readonly events: number;
  readonly connections: number;
  /** Open ones, catching up or live. */
  readonly subscriptions: number;
  /** Index of the leading node; −1 while there is none. */
  readonly leader: number;
  /** Which nodes run. */
  readonly up: readonly boolean[];
}

/**
 * How tests make the double misbehave. In the same process or in another one, it is the same. Nodes are counted from 0;
 * without a node, a fault and a cut concern all of them, a stop, start and restart the leader (or the only one).
 */
export interface DoubleControl {
  /** Arms a fault; it happens to the next requests that fit. */
  misbehave(fault: Fault, node?: number): Promise<void>;
  /** Takes back every fault that has not happened yet. */
  behave(): Promise<void>;
  cutConnections(node?: number): Promise<void>;
  /** The port closes, connections are cut; what was stored stays. In a cluster the others elect a new leader. */
  stop(node?: number): Promise<void>;
  start(node?: number): Promise<void>;
  /** Stop and start, with so many milliseconds in between; the memory of recent ids is lost. */
  restart(downFor?: number, node?: number): Promise<void>;
  endSubscriptions(how: SubscriptionEnd): Promise<void>;
  sendFellBehind(): Promise<void>;
  /** Sends every filtered subscription a checkpoint at the end of the log, ahead of what still waits to be sent. */
  sendMarkAhead(): Promise<void>;
  /** @param without milliseconds in which nobody leads; 0 when left out. */
  moveLeader(to?: number, without?: number): Promise<void>;
  /** From now on followers don't see what is stored: reads from them are stale. */
  holdFollowers(): Promise<void>;
  releaseFollowers(): Promise<void>;
  /** The servers' clock runs so far ahead of this machine's. */
  shiftClock(milliseconds: number): Promise<void>;
  /** Appends with `any` are no longer idempotent, as after a restart. */
  forgetRecentIds(): Promise<void>;
  state(): Promise<DoubleState>;
}

/** @param send carries a command out and answers with the state after it. */
export function controlBy(send: (command: Command) => Promise<DoubleState>): DoubleControl {
  const order = async (command: Command): Promise<void> => void (await send(command));
  const at = (node: number | undefined) => (node === undefined ? {} : { node });
  return {
    misbehave: (fault, node) => order({ do: 'misbehave', fault, ...at(node) }),
    behave: () => order({ do: 'behave' }),
    cutConnections: (node) => order({ do: 'cut-connections', ...at(node) }),
    stop: (node) => order({ do: 'stop', ...at(node) }),
    start: (node) => order({ do: 'start', ...at(node) }),
    restart: (downFor = 0, node) => order({ do: 'restart', downFor, ...at(node) }),
    endSubscriptions: (how) => order({ do: 'end-subscriptions', how }),
    sendFellBehind: () => order({ do: 'send-fell-behind' }),
    sendMarkAhead: () => order({ do: 'send-mark-ahead' }),
    moveLeader: (to, without = 0) => order({ do: 'move-leader', without, ...(to !== undefined && { to }) }),
    holdFollowers: () => order({ do: 'hold-followers' }),
    releaseFollowers: () => order({ do: 'release-followers' }),
    shiftClock: (milliseconds) => order({ do: 'shift-clock', milliseconds }),
    forgetRecentIds: () => order({ do: 'forget-recent-ids' }),
    state: () => send({ do: 'state' }),
  };
}
