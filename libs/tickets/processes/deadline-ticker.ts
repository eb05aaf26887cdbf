import { derivedId, hasCode } from '#event-sourcing';
import { type TicketService } from '../application/ticket-service.js';
import { instant, type Instant, ms } from '../domain/instant.js';
import { type DeskModes } from './ticket-dispatch.js';

export interface DueTicket {
  readonly ticket: string;
  readonly desk: string;
  /** The instant that has come. */
  readonly dueAt: Instant;
}

/** What falls due, answered by a read model. */
export interface DueTimers {
  /** True while the view is being built: what it says is due may have been done long ago. */
  isBooting(): Promise<boolean>;
  /** With a due instant not after `until`, the longest due first. */
  dueBefore(until: Instant, limit: number, mutedDesks: readonly string[]): Promise<readonly DueTicket[]>;
}

export interface DeadlineTickerDependencies {
  readonly timers: DueTimers;
  readonly desks: DeskModes & { desks(): Promise<readonly string[]> };
  readonly service: Pick<TicketService, 'execute'>;
  readonly now: () => Instant;
  /** Timers read at once to begin with; 200 by default. */
  readonly pageSize?: number;
}

export interface Tick {
  /** Tickets on which something was recorded. */
  readonly advanced: number;
  /** Nothing to record any more: the view was behind, or another ticker was faster. */
  readonly idle: number;
  /** Met other writers too often; the next tick tries again. */
  readonly contended: number;
}

/**
 * Lets time pass on tickets that nobody touches. It only sends Advance, which records what fell due at its own instants: so it may be
 * late, run twice at once, or go on after its lease was lost, and nothing but the time of recording changes.
 */
export class DeadlineTicker {
  constructor(private readonly dependencies: DeadlineTickerDependencies) {}

  /**
   * Once through everything that is due now.
   *
   * @throws LogUnavailable and the like: the tick ends, the next one begins anew.
   */
  async tick(signal?: AbortSignal): Promise<Tick> {
    const { timers, now, pageSize = 200 } = this.dependencies;
    const count = { advanced: 0, idle: 0, contended: 0 };
    if (await timers.isBooting()) return count;
    const at = now();
    // A clock that is due at an instant is late after it. Advancing at that very instant would record other things and use up the
    // command id, which is the same for all that falls due at once.
    const until = instant(ms(at) - 1);
    const muted = await this.importingDesks();
    const seen = new Set<string>();
    // The view follows the log with a lag, so a page may hold what this tick has done already: then a longer one is asked for.
    for (let limit = pageSize; ; limit *= 2) {
      const page = await timers.dueBefore(until, limit, muted);
      for (const due of page) {
        if (signal?.aborted) return count;
        if (seen.has(due.ticket)) continue;
        seen.add(due.ticket);
        count[await this.advance(due, at)] += 1;
      }
      if (page.length < limit) return count;
    }
  }

  /** Ticks until the signal aborts; a tick that fails is told and the next one tries again. */
  async run(
    signal: AbortSignal,
    pause: (signal: AbortSignal) => Promise<void>,
    onTick: (tick: Tick | { readonly failed: unknown }) => void = () => undefined,
  ): Promise<void> {
    while (!signal.aborted) {
      onTick(await this.tick(signal).catch((failed: unknown) => ({ failed })));
      await pause(signal);
    }
  }

  private async importingDesks(): Promise<readonly string[]> {
    const { desks } = this.dependencies;
    const all = await desks.desks();
    const modes = await Promise.all(all.map((desk) => desks.mode(desk)));
    return all.filter((_, i) => modes[i] === 'importing');
  }

  private async advance({ ticket, dueAt }: DueTicket, now: Instant): Promise<keyof Tick> {
    try {
      const result = await this.dependencies.service.execute({
        ticketId: ticket,
        command: { type: 'Advance' },
        commandId: derivedId(ticket, 'advance', dueAt),
        actor: 'system',
        role: 'system',
        channel: 'system',
        now,
      });
      return result.outcome === 'appended' ? 'advanced' : 'idle';
    } catch (error) {
      if (hasCode(error, 'too-many-conflicts')) return 'contended';
      throw error;
    }
  }
}
