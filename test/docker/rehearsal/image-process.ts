import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { type BuiltImage } from './build-image.js';

type Environment = Readonly<Record<string, string>>;

/** How a container of the image would be started: as its user, with its environment, through its entrypoint. */
function callOf(image: BuiltImage, words: readonly string[], env: Environment) {
  const moved = Object.entries(image.env).map(([name, value]) => [
    name,
    value.startsWith(image.workdir) ? image.folder + value.slice(image.workdir.length) : value,
  ]);
  const [program = '', ...args] = words;
  return {
    program: program === 'node' ? process.execPath : program,
    args,
    options: {
      cwd: image.folder,
      env: { PATH: process.env.PATH ?? '', LANG: 'C', ...Object.fromEntries(moved), ...env },
      // Nobody but root may become somebody else.
      ...(userInfo().uid === 0 ? image.user : {}),
    },
  };
}

/** Runs a command of the image to its end; its output goes into the error when it fails. */
export function runToEnd(image: BuiltImage, command: readonly string[], env: Environment): string {
  const { program, args, options } = callOf(image, [...image.entrypoint, ...command], env);
  const { status, stdout, stderr } = spawnSync(program, args, { ...options, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** The exit code of the image's own HEALTHCHECK. */
export function healthOf(image: BuiltImage, env: Environment): number | null {
  const { program, args, options } = callOf(image, image.healthCheck, env);
  return spawnSync(program, args, { ...options, stdio: 'ignore' }).status;
}

const LONGEST_START_MS = 60_000;

export class Container {
  private output = '';
  private readonly child: ChildProcess;
  private readonly over: Promise<number | null>;

  constructor(
    private readonly image: BuiltImage,
    private readonly env: Environment,
    command: readonly string[],
  ) {
    const { program, args, options } = callOf(image, [...image.entrypoint, ...command], env);
    this.child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => void (this.output += chunk.toString()));
    this.over = new Promise((resolve) => this.child.once('exit', resolve));
  }

  /** @throws Error with all that was said, when it ends before or takes too long. */
  async healthy(): Promise<void> {
    for (const deadline = Date.now() + LONGEST_START_MS; healthOf(this.image, this.env) !== 0;) {
      if (this.child.exitCode !== null || Date.now() > deadline)
        throw new Error(`not healthy:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** @returns the exit code after SIGTERM. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.over;
  }
}
