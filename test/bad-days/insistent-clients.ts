import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, call, REQUEST } from '../product/http.js';
import { type Product } from '../product/product.js';

interface Command {
  readonly key: string;
  readonly path: string;
  readonly body: object;
}

export interface Acknowledged {
  readonly command: Command;
  readonly status: number;
  readonly answer: { readonly id: string; readonly version: number; readonly position: string };
}

const BACK_OFF_MS = 50;
const REPLIES_PER_TICKET = 4;

/**
 * Customers who open tickets and write to them, one command after the other, and repeat a command under its
 * Idempotency-Key until they know that it was done: after 503 and after no answer. Any other answer is a defect.
 */
export class InsistentClients {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers and failures that made a client repeat its command, by what they were. */
  readonly repeatedAfter = new Map<string, number>();
  private readonly waiting = new Set<() => void>();
  private loops: Promise<void>[] = [];
  private working = false;
  private failure: unknown;

  constructor(
    private readonly product: () => Product,
    private readonly count: number,
  ) {}

  work(): void {
    this.working = true;
    this.loops = Array.from({ length: this.count }, () =>
      this.customer().catch((e: unknown) => this.fail(e)),
    );
  }

  /** Resolves when everybody knows the outcome of what he had in hand. */
  async rest(): Promise<void> {
    this.working = false;
    await Promise.all(this.loops);
    if (this.failure !== undefined) throw this.failure as Error;
  }

  /** Resolves when so many more commands than now are acknowledged. */
  async more(commands: number): Promise<void> {
    const goal = this.acknowledged.length + commands;
    while (this.acknowledged.length < goal && this.failure === undefined)
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    if (this.failure !== undefined) throw this.failure as Error;
  }

  /** Sends a command again and again until it is answered. */
  async insist(command: Command): Promise<Acknowledged> {
    for (;;) {
      const answer = await this.tried(command);
      if (typeof answer === 'object' && answer.status < 300)
        return { command, status: answer.status, answer: answer.body as Acknowledged['answer'] };
      const why = typeof answer === 'string' ? answer : `${answer.status} ${answer.body.code}`;
      if (typeof answer === 'object' && (answer.status !== 503 || !answer.headers.has('retry-after')))
        throw new Error(`${command.path} answered ${why}`);
      this.repeatedAfter.set(why, (this.repeatedAfter.get(why) ?? 0) + 1);
      if (this.failure !== undefined) throw new Error('another client failed');
      await pause(BACK_OFF_MS);
    }
  }

  private async tried({ key, path, body }: Command): Promise<Answer | string> {
    try {
      return await call(this.product(), 'POST', path, {
        as: 'customer',
        body,
        headers: { 'idempotency-key': key },
      });
    } catch (error) {
      const { cause, name } = error as { cause?: { code?: string }; name: string };
      return cause?.code ?? name;
    }
  }

  private async customer(): Promise<void> {
    while (this.working) {
      const { id } = await this.done('/api/v1/tickets', REQUEST);
      for (let n = 0; n < REPLIES_PER_TICKET && this.working; n += 1)
        await this.done(`/api/v1/tickets/${id}/replies`, {
          text: `${n}: ${randomUUID()}`,
          channel: 'account',
        });
    }
  }

  private async done(path: string, body: object): Promise<Acknowledged['answer']> {
    const acknowledged = await this.insist({ key: randomUUID(), path, body });
    this.acknowledged.push(acknowledged);
    this.tell();
    return acknowledged.answer;
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.tell();
  }

  private tell(): void {
    this.waiting.forEach((resolve) => resolve());
    this.waiting.clear();
  }
}
