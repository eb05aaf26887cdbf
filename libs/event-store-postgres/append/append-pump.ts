import type pg from 'pg';
import { type LogObserver, WrongExpectedVersion } from '#event-sourcing';
import { failureOf, reasonOf, unavailable } from '../connection/failure.js';
import { appendStatement, type Outcome, outcomes } from './append-statement.js';
import { GroupQueue } from './group-queue.js';
import { type PendingAppend } from './pending-append.js';

export interface AppendPumpOptions {
  readonly pool: pg.Pool;
  /** Group statements under way at once. */
  readonly lanes: number;
  /** Statements of single appends that wait for a lock under way at once, beside the lanes. */
  readonly soloLanes: number;
  readonly observe: LogObserver;
  readonly onStored: () => void;
}

/**
 * Group commit: whatever queued up while earlier statements were under way goes out in one statement and one commit.
 * Nobody waits for company: with a free lane the next turn of the event loop sends what is there, be it one append.
 */
export class AppendPump {
  private readonly queue = new GroupQueue();
  private groups = 0;
  private solos = 0;
  private scheduled = false;
  private idle: (() => void) | undefined;

  constructor(private readonly options: AppendPumpOptions) {}

  submit(append: PendingAppend): void {
    this.queue.add(append);
    this.schedule();
  }

  /** Resolves when nothing is queued or under way. */
  async drained(): Promise<void> {
    if (this.groups + this.solos + this.queue.size > 0) {
      await new Promise<void>((resolve) => (this.idle = resolve));
    }
  }

  /** Once a turn and not at each submit: the writers that one commit woke all come back in this same turn. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.groups < this.options.lanes) {
      const group = this.queue.takeGroup(this.options.lanes - this.groups);
      if (group.length === 0) break;
      this.groups++;
      void this.run(group, false).finally(() => this.done(group, () => this.groups--));
    }
    while (this.solos < this.options.soloLanes) {
      const solo = this.queue.takeSolo();
      if (solo === undefined) break;
      this.solos++;
      void this.run([solo], true).finally(() => this.done([solo], () => this.solos--));
    }
    if (this.groups + this.solos + this.queue.size === 0) this.idle?.();
  }

  private done(group: readonly PendingAppend[], leave: () => void): void {
    leave();
    this.queue.release(group);
    this.schedule();
  }

  private async run(group: readonly PendingAppend[], alone: boolean): Promise<void> {
    const startedAt = performance.now();
    try {
      const answer = await this.options.pool.query<unknown[]>(appendStatement(group, alone));
      const results = outcomes(group, answer.rows[0] ?? []);
      const milliseconds = performance.now() - startedAt;
      this.options.observe({ kind: 'group', appends: group.length, milliseconds });
      if (results.some((outcome) => outcome.kind === 'stored')) this.options.onStored();
      group.forEach((append, k) => this.settle(append, results[k] ?? { kind: 'locked' }));
    } catch (error) {
      this.fail(group, error);
    }
  }

  private settle(append: PendingAppend, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'stored':
      case 'repeated':
        return append.resolve(outcome.result);
      case 'conflict':
        this.options.observe({ kind: 'conflicted' });
        return append.reject(new WrongExpectedVersion(append.stream, append.expected, outcome.actual));
      case 'locked':
        return this.retry(append, true);
    }
  }

  private fail(group: readonly PendingAppend[], error: unknown): void {
    const failure = failureOf(error);
    const [only] = group;
    if (failure === 'rejected' && group.length === 1 && only !== undefined) {
      only.reject(error instanceof Error ? error : unavailable(error));
      return;
    }
    this.options.observe({ kind: 'retried', reason: reasonOf(error) });
    // One append that the server rejects must not take the others with it: each goes on by itself.
    for (const append of group) this.retry(append, failure !== 'unreachable', error);
  }

  /** The same ids again: if the first try was stored after all, the log answers with its result. */
  private retry(append: PendingAppend, alone: boolean, cause?: unknown): void {
    if (append.settled) return;
    append.alone = alone;
    append.lastFailure = cause;
    const wait = append.attempts === 0 ? 0 : Math.min(200, 5 * 2 ** append.attempts) * (0.5 + Math.random());
    append.attempts++;
    setTimeout(() => this.submit(append), wait);
  }
}
