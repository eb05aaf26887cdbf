/** Shows how far a long piece of work has come: one line that is written over on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  private shownAt: number;

  /**
   * @param sentence words for a share (0–100) and a count.
   * @param now milliseconds of a steady clock.
   */
  constructor(
    private readonly output: { readonly isTTY?: boolean; write(text: string): unknown },
    private readonly sentence: (percent: number, done: number) => string,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.shownAt = this.now();
  }

  show(done: number, total: number): void {
    const isTerminal = this.output.isTTY === true;
    if (this.now() - this.shownAt < (isTerminal ? 100 : 10_000)) return;
    this.shownAt = this.now();
    const percent = total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total));
    const text = this.sentence(percent, done);
    this.output.write(isTerminal ? `\r${bar(percent)} ${text}\u001B[K` : `${text}\n`);
  }

  /** Leaves the terminal's line to others. */
  end(): void {
    if (this.output.isTTY === true) this.output.write('\r\u001B[K');
  }
}

const WIDTH = 30;

function bar(percent: number): string {
  const full = Math.round((WIDTH * percent) / 100);
  return `[${'█'.repeat(full)}${'·'.repeat(WIDTH - full)}]`;
}
