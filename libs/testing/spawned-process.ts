import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface SpawnedEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** A real process of the project's, made from its sources or a build; waits for what the process says instead of for time. */
export class SpawnedProcess {
  readonly ended: Promise<SpawnedEnd>;
  private output = '';
  private isOver = false;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();

  /**
   * @param file relative to the project's root, e.g. `apps/api/main.ts`; with `build`, relative to that folder of built
   * files, which start in a third of the time.
   */
  constructor(
    file: string,
    options: {
      readonly args?: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly user?: { readonly uid: number; readonly gid: number } | undefined;
      readonly build?: string;
    } = {},
  ) {
    const { args = [], env = {}, user, build } = options;
    const script =
      build === undefined
        ? ['--import', `${ROOT}test/support/typescript.mjs`, `${ROOT}${file}`]
        : [`${build}/${file}`];
    this.child = spawn(process.execPath, ['--no-warnings', ...script, ...args], {
      cwd: build ?? ROOT,
      env: { PATH: process.env.PATH ?? '', LANG: 'C', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        this.notify();
      });
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      // `exit` and not `close`: a server that outlives a killed process must not be waited for.
      this.child.once('exit', (code, signal) => {
        this.isOver = true;
        this.notify();
        resolve({ code, signal, output: this.output });
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /**
   * @returns the match of the first output that fits.
   * @throws Error when the process ends without having said it.
   */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (this.isOver) throw new Error(`ended without saying ${String(pattern)}:\n${this.output}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private notify(): void {
    this.waiting.forEach((resolve) => resolve());
    this.waiting.clear();
  }
}
