import { ClockWatch } from './clock-watch.js';
import { type HelpDesk, openHelpDesk } from './help-desk.js';
import { type Infrastructure } from './infrastructure.js';
import { type ProcessContext } from './run-process.js';

/** What every service process has: the help desk, and a clock that is watched. */
export interface Service {
  readonly helpDesk: HelpDesk;
  readonly clock: ClockWatch;
  readonly now: () => Date;
  close(): Promise<void>;
}

/** Longer than any statement of a service takes, short enough for whoever waits for its answer. */
const ANSWER_TIMEOUT_MS = 30_000;

/** @throws errors of the vault and the read store. */
export async function openService(
  { settings, logger }: ProcessContext,
  { store, database }: Infrastructure,
): Promise<Service> {
  const { VAULT_KEK: vaultKek, DATA_DIR: dataDir, CLOCK_SKEW_LIMIT_MS: limitMs } = settings;
  const helpDesk = await openHelpDesk({
    store,
    url: database.appUrl,
    dataDir,
    ...(vaultKek === undefined ? {} : { vaultKek }),
    answerTimeout: ANSWER_TIMEOUT_MS,
    onConnectionError: (err) => logger.warn({ err }, 'database connection lost'),
  });
  const now = () => new Date();
  const clock = new ClockWatch({
    shared: () => databaseClock(helpDesk),
    now,
    limitMs,
    onChange: ({ right, offMs }) => {
      if (right) logger.info({ offMs, limitMs }, 'the clock is right again');
      else logger.error({ offMs, limitMs }, 'the clock is off, commands are refused');
    },
  });
  try {
    await clock.look();
  } catch (error) {
    await helpDesk.close();
    throw error;
  }
  const stopping = new AbortController();
  const following = clock.follow(stopping.signal);
  return {
    helpDesk,
    clock,
    now,
    close: async () => {
      stopping.abort();
      await following;
      await helpDesk.close();
    },
  };
}

async function databaseClock({ readStore }: HelpDesk): Promise<number> {
  const { rows } = await readStore.pool.query<{ ms: number }>(
    `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`,
  );
  const ms = rows[0]?.ms;
  if (ms === undefined) throw new Error('the database did not tell the time');
  return Number(ms);
}
