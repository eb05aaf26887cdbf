/**
 * Publications and the state of a desk. A document goes into the log whole: what it said on a day in the past must be readable
 * without anything but the log.
 */
import { z } from 'zod';
import { defineEvent, type EventOf } from '#event-sourcing';
import { regulation } from '#regulation';
import { calendarDocument } from '#working-time';

const code = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/);
const reason = z.string().min(1).max(500);

export const RegulationPublished = defineEvent(
  'RegulationPublished',
  z.strictObject({
    desk: code,
    version: z.int().positive(),
    document: regulation,
    /** Open tickets go over to this version, each by an event of its own; otherwise they keep theirs. */
    appliesToOpen: z.boolean(),
    reason,
  }),
);

export const CalendarPublished = defineEvent(
  'CalendarPublished',
  z.strictObject({
    calendar: code,
    version: z.int().positive(),
    document: calendarDocument,
    /** Promises made from the start of this local date on are computed with it. */
    effectiveFrom: z.iso.date(),
    appliesToOpen: z.boolean(),
    reason,
  }),
);

/** A log is being brought in: the desk's ticker and notices are muted. */
export const DeskImportStarted = defineEvent('DeskImportStarted', z.strictObject({ desk: code }));
export const DeskWentLive = defineEvent('DeskWentLive', z.strictObject({ desk: code }));

/** Names under which streams exist, so that they are found without reading the whole log. */
export const DeskNamed = defineEvent('DeskNamed', z.strictObject({ desk: code }));
export const CalendarNamed = defineEvent('CalendarNamed', z.strictObject({ calendar: code }));

export const DESK_EVENTS = [
  RegulationPublished,
  CalendarPublished,
  DeskImportStarted,
  DeskWentLive,
  DeskNamed,
  CalendarNamed,
] as const;

export type DeskEvent = EventOf<typeof DESK_EVENTS>;
export type DeskEventOf<Type extends DeskEvent['type']> = Extract<DeskEvent, { type: Type }>;
