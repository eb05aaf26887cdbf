/** Who may come in, when the double asks for it. Without users everybody may everything, as on an unsecured server. */
export interface DoubleUser {
  readonly name: string;
  readonly password: string;
  /** `read` of ordinary streams; `readAll` of `$all` and of `$` streams, which is for administrators by default. */
  readonly may: readonly ('read' | 'readAll' | 'append' | 'delete')[];
}

/** PEM texts. */
export interface DoubleTls {
  readonly certificate: string;
  readonly key: string;
  /** With it, clients must show a certificate that this authority signed. */
  readonly clientAuthority?: string;
}

export interface DoubleSettings {
  /** Bytes of the events' data in one append. */
  readonly maxAppendSize: number;
  /** Bytes of one message of a client's. A longer one ends the whole RPC that it came in. */
  readonly maxMessageSize: number;
  /** Milliseconds that the server waits for its nodes; also when a second answer to a bad request comes. */
  readonly writeTimeout: number;
  /** HTTP/2 streams of one connection. */
  readonly maxConcurrentStreams: number;
  /** Messages that may wait for a live subscriber to take them; with more it is dropped as too slow. */
  readonly liveBuffer: number;
  /** Ids that the server remembers for appends with `any`. */
  readonly rememberedIds: number;
  readonly version: string;
  readonly users: readonly DoubleUser[];
  readonly tls: DoubleTls | undefined;
}

/** As EventStoreDB 23.10.8 is by default, save `liveBuffer`: see README. */
export const DEFAULT_SETTINGS: DoubleSettings = {
  maxAppendSize: 1_048_576,
  maxMessageSize: 16 * 1024 * 1024,
  writeTimeout: 2_000,
  maxConcurrentStreams: 100,
  liveBuffer: 2_000,
  rememberedIds: 100_000,
  version: '23.10.8',
  users: [],
  tls: undefined,
};
