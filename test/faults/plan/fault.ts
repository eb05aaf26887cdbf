import { type Fault as Misbehaviour, type SubscriptionEnd } from '../../eventstoredb-double/index.js';

export type Store = 'postgres' | 'eventstoredb';

/** Of an API or a worker. */
export type ProcessFault =
  /** SIGKILL, and a new one after so many milliseconds. */
  | { readonly kind: 'kill'; readonly downMs: number }
  /** SIGTERM, as an orchestrator restarts it. */
  | { readonly kind: 'restart' }
  /** SIGSTOP: it wakes with what it believed before. */
  | { readonly kind: 'pause'; readonly ms: number };

export type PostgresFault =
  | { readonly kind: 'kill' | 'restart'; readonly downMs: number }
  /** One backend stands still (SIGSTOP) with whatever it has locked, as on a disk that does not answer. */
  | { readonly kind: 'stuck-backend'; readonly ms: number }
  /** Connections stay open and carry nothing. */
  | { readonly kind: 'frozen-network'; readonly ms: number }
  /** Everything takes so much longer. */
  | { readonly kind: 'slow-network'; readonly ms: number; readonly delayMs: number }
  | { readonly kind: 'cut-connections' };

export type EventStoreFault =
  | { readonly kind: 'misbehave'; readonly fault: Misbehaviour }
  | { readonly kind: 'end-subscriptions'; readonly how: SubscriptionEnd }
  | { readonly kind: 'move-leader'; readonly withoutMs: number }
  | { readonly kind: 'restart-leader'; readonly downMs: number }
  | { readonly kind: 'frozen'; readonly ms: number }
  | { readonly kind: 'stale-followers'; readonly ms: number }
  | { readonly kind: 'cut-connections' | 'mark-ahead' | 'fell-behind' | 'forget-ids' };

/** To whom it is done, and what. */
export type Fault =
  | { readonly target: `api-${number}` | `worker-${number}`; readonly fault: ProcessFault }
  | { readonly target: 'postgres'; readonly fault: PostgresFault }
  | { readonly target: 'eventstoredb'; readonly fault: EventStoreFault };

export type Target = Fault['target'];

/** As reports count it. */
export function kindOf({ target, fault }: Fault): string {
  const who = target.replace(/-\d+$/, '');
  if (fault.kind === 'misbehave') return `${who} ${fault.fault.on} ${fault.fault.how}`;
  if (fault.kind === 'end-subscriptions') return `${who} subscriptions ended ${fault.how}`;
  return `${who} ${fault.kind}`;
}
