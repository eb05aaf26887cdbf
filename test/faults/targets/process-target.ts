import { setTimeout as pause } from 'node:timers/promises';
import { type SpawnedProcess } from '#testing';
import { type ProcessFault } from '../plan/fault.js';

const LAUNCH_AGAIN_MS = 200;
const LAUNCHES = 200;

/** A place for one process of the product: whoever dies in it is followed by another, as an orchestrator sees to. */
export class ProcessTarget<T> {
  private now: { readonly what: T; readonly process: SpawnedProcess } | undefined;
  private closing = false;
  /** Ended by us. */
  private ending: SpawnedProcess | undefined;
  /** The start of who follows one that ended by itself. */
  private unexpected: Promise<void> | undefined;

  /**
   * @param launch starts one and waits until it works; fails when what it needs is away.
   * @param died is told of a process that ended though nobody ended it.
   */
  constructor(
    private readonly launch: () => Promise<T>,
    private readonly processOf: (what: T) => SpawnedProcess,
    private readonly died: (output: string) => void,
  ) {}

  /** The one that works here, or worked here last; undefined before the first. */
  get what(): T | undefined {
    return this.now?.what;
  }

  async start(): Promise<void> {
    for (let launches = 1; ; launches += 1) {
      try {
        const what = await this.launch();
        const process = this.processOf(what);
        this.now = { what, process };
        void process.ended.then(({ code, signal, output }) => {
          if (this.closing || this.now?.process !== process || this.ending === process) return;
          this.died(`${code ?? signal ?? '?'}: ${output.slice(-2_000)}`);
          this.unexpected = this.start();
        });
        return;
      } catch (error) {
        // PostgreSQL or the log may be away just now; who starts then ends with a sentence and is started again.
        if (this.closing || launches === LAUNCHES) throw error;
        await pause(LAUNCH_AGAIN_MS);
      }
    }
  }

  async suffer(fault: ProcessFault): Promise<void> {
    await this.unexpected;
    const process = this.now?.process;
    if (process === undefined) return;
    switch (fault.kind) {
      case 'kill':
        await this.end(process, 'SIGKILL');
        await pause(fault.downMs);
        return this.start();
      case 'restart':
        await this.end(process, 'SIGTERM');
        return this.start();
      case 'pause':
        process.kill('SIGSTOP');
        await pause(fault.ms);
        process.kill('SIGCONT');
    }
  }

  /** The fleet ends the processes; from now on nobody is followed by another. */
  async retire(): Promise<void> {
    this.closing = true;
    await this.unexpected?.catch(() => undefined);
  }

  private async end(process: SpawnedProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.ending = process;
    process.kill(signal);
    await process.ended;
  }
}
