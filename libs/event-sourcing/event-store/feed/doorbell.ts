/** Rung any number of times, heard once; rung while nobody listens, it is heard by the next listener. */
export class Doorbell {
  private rung = false;
  private listener: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.listener?.();
  }

  /** @returns true when it was rung, false when the time (milliseconds) ran out. One listener at a time. */
  async heard(milliseconds?: number): Promise<boolean> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
        this.listener = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.listener = undefined;
    }
    const rung = this.rung;
    this.rung = false;
    return rung;
  }
}
