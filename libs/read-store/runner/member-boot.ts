import { type Position } from '#event-sourcing';
import { isTransient } from '../database/transient.js';
import { applyBatch, commitSteps, foldFor, type PreparedBatch, type Step, stop } from './apply-batch.js';
import { type BootContext } from './boot-context.js';
import { type Member } from './member.js';

/**
 * One projection on its way to the end of the log: folds page after page, and writes what several pages came to while it
 * goes on folding. What is being written counts as written for the pages that follow; if it is refused, everything folded
 * since is forgotten and done again the careful way, which finds the event to blame.
 */
export class MemberBoot {
  #pending: Step | undefined;
  #events = 0;
  #started = 0;
  /** Position up to which pages were taken, written or not. */
  #taken: Position;
  #writing: Promise<void> | undefined;
  #refused = false;

  constructor(
    private readonly context: BootContext,
    readonly member: Member,
  ) {
    this.#taken = member.position;
  }

  /** Folds a page. @throws what is transient */
  async take(page: PreparedBatch): Promise<void> {
    const { member } = this;
    if (this.#refused) await this.#again();
    if (!member.running) return;
    // Rows under way may not be read from the table yet, so nothing is forgotten before they have arrived.
    if (this.#writing === undefined) member.folder.trim();
    if (this.#pending === undefined) this.#started = performance.now();
    this.#pending = await foldFor(this.context.apply.pool, member, page, this.#pending?.folded);
    this.#events += page.events.length;
    this.#taken = page.position;
    if (this.#pending.folded.poison === undefined) return;
    await this.commit();
    await this.settled();
  }

  /** Begins to write what was folded, as soon as what was folded before is written. @throws what is transient */
  async commit(): Promise<void> {
    await this.settled();
    const step = this.#pending;
    if (step === undefined || !this.member.running) return;
    this.#pending = undefined;
    this.member.folder.accept(step.folded);
    const writing = this.#write(step);
    this.#writing = writing;
    // A failure stays to be thrown to whoever waits next: forgotten, the next commit would pass over what was not written.
    writing.then(
      () => (this.#writing = undefined),
      () => undefined,
    );
  }

  /** Waits until what is under way is written. @throws what is transient */
  async settled(): Promise<void> {
    await this.#writing;
    if (this.#refused) await this.#again();
  }

  async #write(step: Step): Promise<void> {
    const { apply } = this.context;
    const events = this.#events;
    this.#events = 0;
    try {
      const span = { events, newest: step.folded.lastEvent, position: step.to, started: this.#started };
      if (!(await commitSteps(apply, [step], span))) return;
    } catch (error) {
      if (isTransient(error)) throw error;
      this.#refused = true;
      return;
    }
    if (step.folded.poison !== undefined) await stop(apply, this.member, step.folded.poison);
  }

  /** Every page since the last commit, one at a time. */
  async #again(): Promise<void> {
    const { member, context } = this;
    this.#refused = false;
    this.#pending = undefined;
    this.#events = 0;
    member.forget();
    while (member.running && member.position < this.#taken && !context.signal.aborted) {
      const page = await context.store.readAll({
        after: member.position,
        upTo: this.#taken,
        limit: context.pageSize,
        filter: { types: member.projection.handles },
      });
      const position = page.position > member.position ? page.position : this.#taken;
      const prepared = await context.prepare([member], { events: page.events, position });
      await applyBatch(context.apply, [member], prepared);
    }
  }
}
