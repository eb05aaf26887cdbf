import { type Regulation } from '#regulation';
import { type CalendarDocument } from '#working-time';
import { type DeskEvent } from '../domain/desk.events.js';
import { type DeskMode } from '../domain/desk.decider.js';

export interface PublishedRegulation {
  readonly document: Regulation;
  readonly appliesToOpen: boolean;
  readonly reason: string;
  /** When it was decided, ISO 8601 UTC. */
  readonly publishedAt: string;
}

export interface PublishedCalendar {
  readonly document: CalendarDocument;
  readonly effectiveFrom: string;
  readonly appliesToOpen: boolean;
  readonly reason: string;
  readonly publishedAt: string;
}

/**
 * Everything published so far, folded from the log. Events may come twice and from several readers: a version that is known
 * already changes nothing, so that the same document object (and with it the compiled hours) is kept.
 */
export class Catalogue {
  /** Version n at index n − 1. */
  private readonly regulationsByDesk = new Map<string, PublishedRegulation[]>();
  private readonly calendarsById = new Map<string, PublishedCalendar[]>();
  private readonly modes = new Map<string, { readonly version: number; readonly mode: DeskMode }>();
  private readonly deskNames = new Set<string>();
  private readonly calendarNames = new Set<string>();

  /** @param version of the event in its stream. */
  apply(event: DeskEvent, version: number, publishedAt: string): void {
    switch (event.type) {
      case 'RegulationPublished': {
        const { desk, document, appliesToOpen, reason } = event.data;
        this.deskNames.add(desk);
        add(this.regulationsByDesk, desk, version, { document, appliesToOpen, reason, publishedAt });
        return;
      }
      case 'CalendarPublished': {
        const { calendar, document, effectiveFrom, appliesToOpen, reason } = event.data;
        this.calendarNames.add(calendar);
        add(this.calendarsById, calendar, version, {
          document,
          effectiveFrom,
          appliesToOpen,
          reason,
          publishedAt,
        });
        return;
      }
      case 'DeskImportStarted':
        return this.setMode(event.data.desk, version, 'importing');
      case 'DeskWentLive':
        return this.setMode(event.data.desk, version, 'live');
      case 'DeskNamed':
        return void this.deskNames.add(event.data.desk);
      case 'CalendarNamed':
        return void this.calendarNames.add(event.data.calendar);
    }
  }

  get desks(): readonly string[] {
    return [...this.deskNames];
  }
  get calendars(): readonly string[] {
    return [...this.calendarNames];
  }
  /** In order of version. */
  regulationsOf(desk: string): readonly PublishedRegulation[] {
    return this.regulationsByDesk.get(desk) ?? [];
  }
  calendarsOf(calendar: string): readonly PublishedCalendar[] {
    return this.calendarsById.get(calendar) ?? [];
  }
  modeOf(desk: string): DeskMode {
    return this.modes.get(desk)?.mode ?? 'live';
  }
  /** Number of events of the desk's own stream that were folded. */
  modeVersionOf(desk: string): number {
    return this.modes.get(desk)?.version ?? 0;
  }

  private setMode(desk: string, version: number, mode: DeskMode): void {
    if (version > this.modeVersionOf(desk)) this.modes.set(desk, { version, mode });
  }
}

function add<T>(lists: Map<string, T[]>, name: string, version: number, entry: T): void {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  // A gap can't be filled from here; whoever misses a version reads the stream again.
  if (version === list.length + 1) list.push(entry);
}
