import { type CommandExecutor, type EventCodec, type EventStore } from '#event-sourcing';
import { type DeskService, type PolicySource } from '#desks';
import { type ReadStore } from '#read-store';
import { type StaffService } from '#staff';
import { type TicketNumbers, type TicketService } from '#tickets';
import { type Registry } from 'prom-client';
import { type TokenRules } from './access/token-verifier.js';
import { type Language } from './problems/language.js';
import { type LoadLimits } from './requests/load-shedding.js';
import { type Logger } from './requests/logger.js';
import { type RateLimits } from './requests/rate-limit.js';

export interface Metrics {
  readonly registry: Registry;
  readonly contentType: string;
  text(): Promise<string>;
}

export interface Clock {
  readonly isRight: boolean;
}

/** Everything that the API is made of; whoever starts it composes this. */
export interface ApiServices {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Of answers where the client asks for none. */
  readonly language: Language;
  readonly tokens: TokenRules;
  /** Public keys, where the process issues tokens itself. */
  readonly keySet?: { readonly keys: readonly object[] };
  readonly limits: { readonly rate: RateLimits; readonly load: LoadLimits };
  /** Addresses and networks (address/bits) whose X-Forwarded-For names the client; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Milliseconds between heartbeats of streams; 15 s by default. */
  readonly streamTimes?: { readonly heartbeat: number };
  readonly now: () => Date;
  /** Whether `now` may date decisions; always by default. */
  readonly clock?: Clock;
  /** Secret of request digests: 32 bytes, the same on every node. */
  readonly digestKey: Uint8Array;
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly executor: CommandExecutor;
  readonly readStore: ReadStore;
  readonly staff: StaffService;
  readonly desks: DeskService;
  readonly policies: PolicySource;
  readonly tickets: TicketService;
  readonly ticketNumbers: TicketNumbers;
}

export type { PolicySource };
export const POLICIES = Symbol('PolicySource');
export const METRICS = Symbol('Metrics');
export const CLOCK = Symbol('Clock');
export const NOW = Symbol('Now');
export const DIGEST_KEY = Symbol('DigestKey');
export const EVENT_STORE = Symbol('EventStore');
export const EVENT_CODEC = Symbol('EventCodec');
export const KEY_SET = Symbol('KeySet');
