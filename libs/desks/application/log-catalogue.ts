import {
  type EventCodec,
  type EventStore,
  type Position,
  type RecordedEvent,
  type StreamName,
} from '#event-sourcing';
import { type DeskEvent } from '../domain/desk.events.js';
import {
  CALENDAR_CATEGORY,
  calendarStream,
  DESK_CATEGORY,
  deskStream,
  DIRECTORY_CATEGORY,
  DIRECTORY_STREAM,
  REGULATION_CATEGORY,
  regulationStream,
} from '../domain/desk-streams.js';
import { Catalogue } from './catalogue.js';

const CATEGORIES = [REGULATION_CATEGORY, CALENDAR_CATEGORY, DESK_CATEGORY, DIRECTORY_CATEGORY];

/** Keeps a catalogue level with the log. Reads streams and never tables. */
export class LogCatalogue {
  readonly catalogue = new Catalogue();
  private loaded: Promise<Position> | undefined;
  private directoryVersion = 0;

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
  ) {}

  /** The catalogue, read once; a failed read is tried again by the next caller. */
  async ready(): Promise<Catalogue> {
    await this.load();
    return this.catalogue;
  }

  /** Reads what was published since, by whichever process. */
  async refresh(): Promise<Catalogue> {
    this.loaded = undefined;
    return this.ready();
  }

  /** Whether a desk was named, by whichever process; costs one read of one stream, so that asking for nonsense is cheap. */
  async isNamed(desk: string): Promise<boolean> {
    await this.load();
    await this.readDirectory();
    return this.catalogue.desks.includes(desk);
  }

  /**
   * Follows the log until the signal aborts, so that publications of other processes are known at once.
   *
   * @throws LogUnavailable and the like; calling it again goes on.
   */
  async follow(signal: AbortSignal): Promise<void> {
    const after = await this.load();
    const messages = this.store.subscribe({ after, filter: { categories: CATEGORIES }, signal });
    for await (const message of messages) if (message.kind === 'batch') await this.apply(message.events);
  }

  private load(): Promise<Position> {
    this.loaded ??= this.read().catch((error: unknown) => {
      this.loaded = undefined;
      throw error;
    });
    return this.loaded;
  }

  /** @returns a position such that everything up to it is in the catalogue. */
  private async read(): Promise<Position> {
    // Before the streams: what is appended while they are read comes again by the subscription.
    const position = await this.store.head();
    await this.readDirectory();
    const { catalogue } = this;
    await Promise.all([
      ...catalogue.calendars.map((name) =>
        this.readStream(calendarStream(name), catalogue.calendarsOf(name).length),
      ),
      ...catalogue.desks.flatMap((name) => [
        this.readStream(regulationStream(name), catalogue.regulationsOf(name).length),
        this.readStream(deskStream(name), catalogue.modeVersionOf(name)),
      ]),
    ]);
    return position;
  }

  private async readDirectory(): Promise<void> {
    const events = await this.store.readStream(DIRECTORY_STREAM, { fromVersion: this.directoryVersion + 1 });
    await this.apply(events);
    this.directoryVersion = Math.max(this.directoryVersion, events.at(-1)?.version ?? 0);
  }

  private async readStream(stream: StreamName, known: number): Promise<void> {
    await this.apply(await this.store.readStream(stream, { fromVersion: known + 1 }));
  }

  private async apply(recorded: readonly RecordedEvent[]): Promise<void> {
    const envelopes = await this.codec.decodeBatch<DeskEvent>(recorded, {
      personal: 'omit',
      unknown: 'skip',
    });
    for (const { event, version, metadata } of envelopes)
      this.catalogue.apply(event, version, metadata.decidedAt);
  }
}
