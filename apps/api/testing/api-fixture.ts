import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { seedDesks } from '#desks';
import { type EventStore } from '#event-sourcing';
import { createPostgresEventStore } from '#event-store-postgres';
import { createMetrics } from '#platform';
import { testDatabase } from '#testing';
import { type HelpDesk, openHelpDesk } from '../../composition/help-desk.js';
import { migrate } from '../../composition/infrastructure.js';
import { startWorker, type Worker } from '../../worker/worker.js';
import { type Role } from '../access/roles.js';
import { TokenIssuer } from '../access/token-issuer.js';
import { type TokenRules } from '../access/token-verifier.js';
import { createApi, stopApi } from '../create-api.js';
import { type Logger } from '../requests/logger.js';
import { type RateLimits } from '../requests/rate-limit.js';

export const DESK = 'internet-provider';
export const OTHER_DESK = 'equipment-vendor';
export const CUSTOMER = '00000000-0000-4000-8000-0000000000c1';
export const OTHER_CUSTOMER = '00000000-0000-4000-8000-0000000000c2';
export const ISSUER = 'help-desk-test';

export interface ApiFixture {
  readonly app: NestFastifyApplication;
  readonly helpDesk: HelpDesk;
  /** `isRight` false: the clock is off. */
  readonly clock: { now: Date; isRight: boolean };
  /** Of the database: as its owner. */
  readonly url: string;
  readonly logged: { readonly fields: object; readonly message: string }[];
  token(role: Role, claims?: Partial<Claims>): Promise<string>;
  call(method: 'GET' | 'POST', url: string, options?: CallOptions): Promise<Answer>;
  /** Ends the service and leaves its data to another one. */
  end(): Promise<Data>;
  close(): Promise<void>;
}

/** What a service leaves behind. */
export interface Data {
  readonly url: string;
  /** Holds the vault's key. */
  readonly dataDir: string;
}

interface Claims {
  readonly subject: string;
  readonly desks: readonly string[];
  readonly customer: string;
  readonly lifetime: number;
}

export interface CallOptions {
  readonly as?: Role | { readonly token: string };
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the connection comes from. */
  readonly from?: string;
}

export interface Answer {
  readonly status: number;
  // Tests look into answers of every shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface FixtureOptions {
  readonly rate?: RateLimits;
  /** Requests under way at once. */
  readonly requests?: number;
  readonly trustedProxies?: readonly string[];
  /** Of the tests' own tokens by default. */
  readonly tokens?: TokenRules;
  /** False: nothing is projected. */
  readonly worker?: boolean;
  /** Milliseconds until a database that hangs is given up. */
  readonly answerTimeout?: number;
  /** Of a service that has ended; new by default. */
  readonly data?: Data;
  /** The log, where it is not in the database; closed with the service. */
  readonly store?: EventStore;
  /** Opens the log in the database in another way than usual. */
  readonly openStore?: () => Promise<EventStore>;
}

/** The whole service over HTTP on a PostgreSQL database of its own, without a port. */
export async function apiFixture(options: FixtureOptions = {}): Promise<ApiFixture> {
  const { rate = { max: 100_000, windowSeconds: 60 }, worker: works = true } = options;
  const database = options.data === undefined ? await testDatabase() : undefined;
  const dataDir = options.data?.dataDir ?? (await mkdtemp(join(tmpdir(), 'help-desk-api-')));
  const url = database?.url ?? options.data?.url ?? '';
  const undo: (() => Promise<unknown>)[] = [];
  const end = async () => {
    for (const step of undo.splice(0).reverse()) await step();
    return { url, dataDir };
  };
  const close = async () => {
    await end();
    await database?.drop();
    if (options.data === undefined) await rm(dataDir, { recursive: true });
  };
  try {
    await migrate({
      ownerUrl: url,
      appUrl: url,
      appRole: 'postgres',
      joined: false,
      external: true,
      close: async () => {},
    });
    const openStore = options.openStore ?? (() => createPostgresEventStore({ url }));
    const store = options.store ?? (await openStore());
    undo.push(() => store.close());
    const { answerTimeout } = options;
    const helpDesk = await openHelpDesk({
      store,
      url,
      dataDir,
      ...(answerTimeout === undefined ? {} : { answerTimeout }),
    });
    undo.push(() => helpDesk.close());
    const clock = { now: new Date('2026-03-02T09:00:00.000Z'), isRight: true };
    await seedDesks(helpDesk.desks, helpDesk.publications, '2026-01-01T00:00:00.000Z');
    const metrics = createMetrics('test');
    const logged: ApiFixture['logged'] = [];
    const log = (fields: object, message: string) => void logged.push({ fields, message });
    const logger: Logger = { info: () => undefined, warn: log, error: log };
    let worker: Worker | undefined;
    if (works) {
      worker = await startWorker({ helpDesk, registry: metrics.registry, logger, now: () => clock.now });
      undo.push(() => worker?.stop() ?? Promise.resolve());
    }
    const issuer = await TokenIssuer.from(Buffer.alloc(32, 7), ISSUER, ISSUER);
    const app = await createApi({
      ...helpDesk,
      logger,
      metrics,
      language: 'en',
      tokens: options.tokens ?? { keys: issuer.keys, issuer: ISSUER, audience: ISSUER },
      keySet: issuer.keySet,
      limits: { rate, load: { requests: options.requests ?? 1000, eventLoopDelay: 60_000 } },
      ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
      streamTimes: { heartbeat: 200 },
      now: () => clock.now,
      clock,
    });
    undo.push(() => stopApi(app));
    const token: ApiFixture['token'] = (role, claims = {}) => {
      const {
        subject = subjectOf(role),
        desks = role === 'customer' ? [] : [DESK],
        lifetime = 3600,
      } = claims;
      const customer = claims.customer ?? (role === 'customer' ? CUSTOMER : undefined);
      return issuer.issue({ subject, role, desks, ...(customer && { customer }) }, lifetime, new Date());
    };
    const call: ApiFixture['call'] = async (method, url, { as, body, headers = {}, from } = {}) => {
      const bearer = as === undefined ? undefined : typeof as === 'string' ? await token(as) : as.token;
      const response = await app.inject({
        method,
        url,
        headers: { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
        ...(from === undefined ? {} : { remoteAddress: from }),
      });
      const json = /json/.test(String(response.headers['content-type'])) && response.body !== '';
      return {
        status: response.statusCode,
        body: json ? response.json<unknown>() : response.body,
        headers: response.headers,
      };
    };
    return { app, helpDesk, url, clock, logged, token, call, end, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const SUBJECTS = new Map<Role, string>();

/** The same person for the same role throughout a test file. */
export function subjectOf(role: Role): string {
  const known = SUBJECTS.get(role) ?? randomUUID();
  SUBJECTS.set(role, known);
  return known;
}
