import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type EventStore, type Position } from '#event-sourcing';
import { ReadStore } from '#read-store';
import { queueProjection } from '#tickets';
import { LOGGER, type Logger } from '../requests/logger.js';
import { EVENT_STORE } from '../services.js';
import { changesOf, type QueueChanges, queuePosition, touchedTickets } from './queue-changes.js';

export interface QueueReader {
  readonly desk: string;
  /** `undefined`: too much happened at once; the reader must begin anew from `position`. */
  changed(changes: QueueChanges | undefined, position: Position): void;
  end(): void;
}

/** How long one wait for the view lasts: also how soon the feed notices that nobody reads it any more. */
const WAIT_MS = 1000;

/**
 * Tells readers of this process what happens in the queues. One follower of the view serves them all; it keeps nothing, so
 * that any node can go on where another one stopped.
 */
@Injectable()
export class QueueFeed implements OnModuleDestroy {
  private readonly readers = new Set<QueueReader>();
  private following: Promise<void> | undefined;
  private position: Position | undefined;
  private stopped = false;

  constructor(
    private readonly readStore: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns the position from which on the reader is told of everything. */
  async join(reader: QueueReader): Promise<Position> {
    this.position ??= await queuePosition(this.readStore);
    this.readers.add(reader);
    this.following ??= this.follow();
    return this.position;
  }

  leave(reader: QueueReader): void {
    this.readers.delete(reader);
  }

  /** What happened in a desk's queue since a position that a reader names; undefined: too long ago. */
  async since(desk: string, after: Position, upTo: Position): Promise<QueueChanges | undefined> {
    if (after >= upTo) return { changed: [], removed: [] };
    const touched = await touchedTickets(this.store, after, upTo);
    return touched && changesOf(this.readStore, desk, touched.get(desk) ?? new Set());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const reader of this.readers) reader.end();
    await this.following;
  }

  private async follow(): Promise<void> {
    while (!this.stopped && this.readers.size > 0) {
      try {
        await this.step();
      } catch (err) {
        // The log or the read store is away: the position stays, and nothing is lost.
        this.logger.warn({ err }, 'queue feed interrupted');
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      }
    }
    this.following = undefined;
    this.position = undefined;
  }

  private async step(): Promise<void> {
    const from = this.position ?? (await queuePosition(this.readStore));
    // The least text that lies after `from` among positions of its width.
    const beyond = `${from}0` as Position;
    const { position, stale } = await this.readStore.waitForPosition(queueProjection.name, beyond, WAIT_MS);
    if (stale || position <= from) return;
    const touched = await touchedTickets(this.store, from, position);
    const desks = new Set([...this.readers].map(({ desk }) => desk));
    for (const desk of desks) {
      const tickets = touched?.get(desk);
      if (touched !== undefined && tickets === undefined) continue;
      const changes = tickets && (await changesOf(this.readStore, desk, tickets));
      for (const reader of this.readers) if (reader.desk === desk) reader.changed(changes, position);
    }
    this.position = position;
  }
}
