import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DESK_EVENTS, DeskService, LogCatalogue, LogPolicySource, type PolicySource } from '#desks';
import {
  type CommandExecutor,
  createCommandExecutor,
  createEventCodec,
  createEventRegistry,
  type EventCodec,
  type EventStore,
} from '#event-sourcing';
import { deskCases } from './desk-cases.js';
import { openReadStore, type ReadStore, timeoutsOf } from '#read-store';
import { STAFF_EVENTS, StaffService } from '#staff';
import { NUMBER_EVENTS, TICKET_EVENTS, TicketNumbers, TicketService } from '#tickets';
import { createVault, listenToErasures, loadKek, type Vault } from '#vault';

export interface HelpDeskOptions {
  readonly store: EventStore;
  /** Database of the read models and the vault, as the application's role. */
  readonly url: string;
  readonly vaultKek?: string;
  /** Holds the key-encryption key where `vaultKek` is absent. */
  readonly dataDir: string;
  /** Connections for queries and projections. */
  readonly poolSize?: number;
  /** Told of connections that broke; not of those that a stop cuts, by which nothing is lost. */
  readonly onConnectionError?: (error: unknown) => void;
  /** Milliseconds until a database that hangs is given up; without it it is waited for. */
  readonly answerTimeout?: number;
}

/** The services of every context over one log, for whichever application wants them. */
export interface HelpDesk {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly executor: CommandExecutor;
  readonly vault: Vault;
  readonly readStore: ReadStore;
  readonly staff: StaffService;
  readonly desks: DeskService;
  readonly tickets: TicketService;
  readonly ticketNumbers: TicketNumbers;
  readonly publications: LogCatalogue;
  readonly policies: PolicySource;
  /** Secret of request digests, the same on every node. */
  readonly digestKey: Uint8Array;
  close(): Promise<void>;
}

export async function openHelpDesk(options: HelpDeskOptions): Promise<HelpDesk> {
  const { store, url, vaultKek, dataDir, poolSize = 12, answerTimeout } = options;
  const patience = answerTimeout === undefined ? {} : { answerTimeout };
  const closed = new AbortController();
  const onConnectionError = (error: unknown) => {
    // A pool says that it has ended before its sockets have, so a stop cuts some of them.
    if (!closed.signal.aborted) options.onConnectionError?.(error);
  };
  const kek = loadKek({
    ...(vaultKek === undefined ? {} : { base64: vaultKek }),
    file: join(dataDir, 'vault.kek'),
  });
  const vaultPool = new pg.Pool({
    connectionString: url,
    max: 4,
    application_name: 'help-desk vault',
    ...timeoutsOf(patience),
  });
  vaultPool.on('error', onConnectionError);
  const vault = createVault(vaultPool, kek);
  const erasures = listenToErasures({
    url,
    onErased: (subject) => vault.evict(subject),
    signal: closed.signal,
  });
  try {
    const readStore = await openReadStore({
      url,
      logId: store.logId,
      log: store,
      poolSize,
      onConnectionError,
      ...patience,
    });
    const registry = createEventRegistry(TICKET_EVENTS, NUMBER_EVENTS, STAFF_EVENTS, DESK_EVENTS);
    const codec = createEventCodec({ registry, keys: vault, longTexts: vault.longTexts });
    const executor = createCommandExecutor({ store, codec, random: Math.random, delay: (ms) => pause(ms) });
    const publications = new LogCatalogue(store, codec);
    const policies = new LogPolicySource(publications);
    return {
      store,
      codec,
      executor,
      vault,
      readStore,
      staff: new StaffService(executor),
      publications,
      policies,
      tickets: new TicketService(executor, policies),
      ticketNumbers: new TicketNumbers({ executor, newId: randomUUID }),
      desks: new DeskService(executor, publications, deskCases(readStore)),
      digestKey: await vault.secret('request-digest'),
      close: async () => {
        closed.abort();
        await readStore.close();
        await erasures;
        await vaultPool.end();
      },
    };
  } catch (error) {
    closed.abort();
    await vaultPool.end();
    throw error;
  }
}
