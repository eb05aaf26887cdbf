import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Usage {
  /** Bytes of the resident set now. */
  readonly resident: number;
  /** The most that it ever was, bytes. */
  readonly peak: number;
  /** Milliseconds of processor time since the start, all threads. */
  readonly cpu: number;
}

/** What a child says when it listens. */
export interface Listening {
  readonly address: string;
  readonly token: string;
}

/** A server in a process of its own, so that it shares no thread with the clients that measure it. */
export class Child {
  private constructor(
    private readonly child: ChildProcess,
    readonly listening: Listening,
  ) {}

  /**
   * @param name file in this folder, `<name>.process`.
   * @throws Error when it ends without listening.
   */
  static async start(name: string, env: Readonly<Record<string, string>>): Promise<Child> {
    // From the sources, or from the build: whichever this file was made from.
    const suffix = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const child = fork(fileURLToPath(new URL(`./${name}.process${suffix}`, import.meta.url)), [], {
      env: { ...process.env, ...env },
    });
    const listening = await answerOf<Listening>(child, 'listening');
    return new Child(child, listening);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  usage(): Promise<Usage> {
    const answer = answerOf<Usage>(this.child, 'usage');
    this.child.send('usage');
    return answer;
  }

  /** Asks it to stop and waits until it has. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.send('stop');
    await exited;
  }
}

type Message = Readonly<Record<string, unknown>>;

function answerOf<T>(child: ChildProcess, key: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the child ended (${code}) without ${key}`));
    const heard = (message: Message) => {
      if (!(key in message)) return;
      child.off('exit', ended);
      child.off('message', heard);
      resolve(message[key] as T);
    };
    child.once('exit', ended);
    child.on('message', heard);
  });
}
