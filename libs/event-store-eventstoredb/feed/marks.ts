import { comparePositions, type LogObserver, type Position } from '#event-sourcing';

/**
 * Marks of the server, each believed only when what follows lies beyond it. A mark that stands before events that it claims
 * to cover would move a checkpoint over them.
 */
export class Marks {
  private waiting: Position | undefined;

  constructor(private readonly observe: LogObserver) {}

  /** @returns the mark before it, if this one confirms it. */
  mark(position: Position | undefined): Position | undefined {
    if (position === undefined) {
      this.observe({ kind: 'mark-refused' });
      return undefined;
    }
    const confirmed = this.waiting;
    this.waiting = position;
    return confirmed !== undefined && comparePositions(confirmed, position) < 0 ? confirmed : undefined;
  }

  /** An event follows: the mark before it was wrong, or is superseded. */
  event(position: Position): void {
    if (this.waiting !== undefined && comparePositions(position, this.waiting) <= 0) {
      this.observe({ kind: 'mark-refused' });
    }
    this.waiting = undefined;
  }
}
