import { type PendingAppend } from './pending-append.js';

/** Bounds of one statement, so that a flood neither fills a message nor holds the streams for long. */
const MAX_APPENDS = 128;
const MAX_SIZE = 2 * 1024 * 1024;

/**
 * Appends that wait, and the streams that are under way.
 *
 * A stream is in one statement at a time: log.append decides about different streams only, and a second append of this
 * process would find the lock of the first.
 */
export class GroupQueue {
  private waiting: PendingAppend[] = [];
  private readonly underWay = new Set<string>();

  get size(): number {
    return this.waiting.length;
  }

  add(append: PendingAppend): void {
    this.waiting.push(append);
  }

  /**
   * The oldest appends to different streams that are free.
   *
   * @param lanes statements that could go out now, this one included: each gets its share of the queue.
   */
  takeGroup(lanes: number): readonly PendingAppend[] {
    const share = Math.min(MAX_APPENDS, Math.ceil(this.waiting.length / lanes));
    let size = 0;
    return this.take((append, taken) => {
      if (append.alone || taken >= share) return false;
      size += append.size;
      return taken === 0 || size <= MAX_SIZE;
    });
  }

  takeSolo(): PendingAppend | undefined {
    return this.take((append, taken) => append.alone && taken === 0)[0];
  }

  release(group: readonly PendingAppend[]): void {
    for (const append of group) this.underWay.delete(append.stream);
  }

  private take(wanted: (append: PendingAppend, taken: number) => boolean): readonly PendingAppend[] {
    const taken: PendingAppend[] = [];
    const left: PendingAppend[] = [];
    for (const append of this.waiting) {
      if (append.settled) continue;
      if (!this.underWay.has(append.stream) && wanted(append, taken.length)) {
        this.underWay.add(append.stream);
        taken.push(append);
      } else {
        left.push(append);
      }
    }
    this.waiting = left;
    return taken;
  }
}
