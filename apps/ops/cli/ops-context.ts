import { type Environment, languageOf, loadSettings, type Settings } from '#platform';
import { type Database, openDatabase } from '../../composition/database.js';
import { type Infrastructure, openInfrastructure } from '../../composition/infrastructure.js';
import { Terminal } from '../../composition/terminal.js';

/** What every command is given; opens nothing by itself. */
export class OpsContext {
  /** Of the process, once the command is done. */
  exitCode = 0;

  constructor(
    readonly env: Environment,
    readonly terminal: Terminal = new Terminal(languageOf(env)),
  ) {}

  /** @throws OperatorError that names a wrong setting; only commands that need settings ask. */
  settings(): Settings {
    return loadSettings(this.env);
  }

  /** An action for commander: a failure becomes one sentence and an exit code. */
  action<Args extends unknown[]>(work: (...args: Args) => Promise<void>): (...args: Args) => Promise<void> {
    return async (...args) => {
      try {
        await work(...args);
      } catch (error) {
        this.fail(error);
      }
    };
  }

  fail(error: unknown): void {
    this.exitCode = this.terminal.fail(error);
  }

  /** The database of the running service, or one for the time being; the log is not opened. */
  async withDatabase<Result>(
    command: string,
    work: (database: Database) => Promise<Result>,
  ): Promise<Result> {
    const database = await openDatabase(this.options(command));
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  /** Database and log, with the schemas up to date. */
  async withInfrastructure<Result>(
    command: string,
    work: (infrastructure: Infrastructure) => Promise<Result>,
  ): Promise<Result> {
    const infrastructure = await openInfrastructure(this.options(command));
    try {
      return await work(infrastructure);
    } finally {
      await infrastructure.close();
    }
  }

  private options(command: string) {
    return { settings: this.settings(), purpose: `ops ${command}`, join: true, progress: this.terminal.say };
  }
}
