import type pg from 'pg';
import { BEGINNING, decimalPosition, laterPosition, type LogObserver, type Position } from '#event-sourcing';
import { failureOf, unavailable } from '../connection/failure.js';
import { queries } from '../sql.js';

export interface Settled {
  /** Nothing at or before it can change any more. */
  readonly position: Position;
  /** False: a writer held the barrier for too long, and `position` is what was known before. */
  readonly passed: boolean;
}

/**
 * Where the log is settled (docs/adr/0002-order-by-read-barrier.md). What is settled stays so, hence the highest answer is
 * kept: reads that end before it need no barrier.
 */
export class SettledHead {
  private highest: Position = BEGINNING;
  private current: Promise<Settled> | undefined;
  private next: Promise<Settled> | undefined;

  constructor(
    private readonly pool: pg.Pool,
    private readonly observe: LogObserver,
  ) {}

  get known(): Position {
    return this.highest;
  }

  /**
   * Every append acknowledged before this call lies at or before the answer, if it passed.
   *
   * Callers share a barrier only when it begins after their call: one that is under way already may have looked before
   * their own append was stored.
   *
   * @throws LogUnavailable
   */
  fresh(): Promise<Settled> {
    if (this.current === undefined) return this.begin();
    this.next ??= this.current.then(
      () => this.begin(),
      () => this.begin(),
    );
    return this.next;
  }

  private begin(): Promise<Settled> {
    this.next = undefined;
    const barrier = this.pass().finally(() => {
      if (this.current === barrier) this.current = undefined;
    });
    this.current = barrier;
    return barrier;
  }

  private async pass(): Promise<Settled> {
    const startedAt = performance.now();
    let passed = true;
    try {
      const answer = await this.pool.query<[string | null]>({ ...queries.settledHead, rowMode: 'array' });
      this.highest = laterPosition(this.highest, decimalPosition(answer.rows[0]?.[0] ?? 0));
    } catch (error) {
      const failure = failureOf(error);
      if (failure === 'rejected') throw error;
      if (failure === 'unreachable') throw unavailable(error);
      passed = false;
    }
    this.observe({ kind: 'barrier', passed, milliseconds: performance.now() - startedAt });
    return { position: this.highest, passed };
  }
}
