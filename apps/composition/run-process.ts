import { setTimeout as pause } from 'node:timers/promises';
import {
  createLogger,
  createMetrics,
  type Environment,
  languageOf,
  loadSettings,
  type Logger,
  type Metrics,
  type Settings,
} from '#platform';
import { type ProcessIdentity, processIdentity } from './process-identity.js';
import { explainFailure } from './explain-failure.js';
import { Terminal } from './terminal.js';

export interface ProcessContext {
  /** What the next process is told that finds the data folder in use. */
  readonly purpose: string;
  readonly identity: ProcessIdentity;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A started service: `close` ends it in order and resolves when nothing of it is left. */
export interface RunningService {
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly name: 'api' | 'worker';
  readonly purpose: string;
  readonly env: Environment;
  readonly start: (context: ProcessContext) => Promise<RunningService>;
}

/** Beside the wait for load balancers, which is the operator's. */
const LONGEST_STOP_MS = 45_000;

/**
 * The life of a service process: settings, start, wait for SIGINT or SIGTERM, stop. Exit code 0 after a stop that was
 * asked for, otherwise one sentence and the code of the failure.
 */
export async function runProcess({ name, purpose, env, start }: ProcessOptions): Promise<void> {
  const terminal = new Terminal(languageOf(env));
  const identity = processIdentity();
  // Ctrl-C reaches us from the terminal and once more through npm: every signal after the first changes nothing.
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  let stopping = false;
  void stopAsked.then(() => (stopping = true));
  try {
    const settings = loadSettings(env);
    const { host, pid } = identity;
    const logger = createLogger({ level: settings.LOG_LEVEL, process: name, instance: { host, pid } });
    dieOnBugs(logger);
    const metrics = createMetrics(name);
    const service = await start({ purpose, identity, settings, terminal, logger, metrics });
    await stopAsked;
    terminal.say('stopping');
    const inTime = await Promise.race([
      service.close().then(() => true),
      pause(settings.DRAIN_WAIT_MS + LONGEST_STOP_MS, false, { ref: false }),
    ]);
    if (!inTime) logger.error({}, 'the stop took too long, what was left is given up');
    terminal.say('stopped');
    process.exit(inTime ? 0 : 1);
  } catch (error) {
    // A signal in the middle of the start also ends what the start was waiting for; that is no failure.
    if (stopping) {
      terminal.say('stopped');
      process.exit(0);
    }
    if (explainFailure(error).code === 'unexpected-failure')
      createLogger({ level: 'error', process: name }).error({ err: error }, 'start failed');
    process.exit(terminal.fail(error));
  }
}

/** After an error that nobody caught, memory can't be trusted; the log can. */
function dieOnBugs(logger: Logger): void {
  const die = (err: unknown) => {
    logger.fatal({ err }, 'uncaught error');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}
