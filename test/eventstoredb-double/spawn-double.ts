import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Command, controlBy, type DoubleState } from './control.js';
import { type DoubleSettings } from './settings.js';
import { type EventStoreDbDouble } from './start-double.js';

// From the sources, or from the build: whichever this file was made from.
const SUFFIX = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const MAIN = fileURLToPath(new URL(`./main${SUFFIX}`, import.meta.url));
const LOADER =
  SUFFIX === '.ts' ? ['--import', fileURLToPath(new URL('../support/typescript.mjs', import.meta.url))] : [];

export interface SpawnedDouble extends EventStoreDbDouble {
  readonly pid: number;
  /** Stops the process where it stands (SIGSTOP): connections stay open and nothing is answered. */
  freeze(): void;
  thaw(): void;
}

/**
 * The double as a process of its own: for tests that start the product's processes beside it, and for benches. It holds
 * the log as long as it runs, and ends with the process that spawned it.
 */
export async function spawnDouble(
  options: { readonly nodes?: number; readonly settings?: Partial<DoubleSettings> } = {},
): Promise<SpawnedDouble> {
  const child = spawn(process.execPath, ['--no-warnings', ...LOADER, MAIN, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '' },
  });
  const dialogue = new Dialogue(child);
  const { url, urls } = await dialogue.ready;
  return {
    url,
    urls,
    pid: child.pid ?? 0,
    control: controlBy((command) => dialogue.order(command)),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    close: async () => {
      child.kill('SIGCONT');
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.stdin.end();
      await ended;
    },
  };
}

interface Ready {
  readonly url: string;
  readonly urls: readonly string[];
}

type Said = Ready | { readonly id: number; readonly state?: DoubleState; readonly error?: string };

interface Waiting {
  readonly resolve: (state: DoubleState) => void;
  readonly reject: (error: Error) => void;
}

/** Lines of JSON to and fro. */
class Dialogue {
  readonly ready: Promise<Ready>;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private ended: Error | undefined;

  constructor(private readonly child: ChildProcess) {
    this.ready = new Promise((resolve, reject) => {
      if (child.stdout === null) throw new Error('the double has no standard output');
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said = JSON.parse(line) as Said;
        if ('url' in said) resolve(said);
        else this.settle(said);
      });
      child.once('exit', (code) => {
        const error = new Error(`the double has ended with ${String(code)}`);
        this.ended = error;
        reject(error);
        for (const { reject: rejectOrder } of this.waiting.values()) rejectOrder(error);
        this.waiting.clear();
      });
    });
  }

  order(command: Command): Promise<DoubleState> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.stdin?.write(`${JSON.stringify({ id, command })}\n`);
    });
  }

  private settle({ id, state, error }: Exclude<Said, Ready>): void {
    const order = this.waiting.get(id);
    this.waiting.delete(id);
    if (state === undefined) order?.reject(new Error(error));
    else order?.resolve(state);
  }
}
