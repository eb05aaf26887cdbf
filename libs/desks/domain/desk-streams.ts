import { derivedId, streamName, type StreamName } from '#event-sourcing';

/** Fixed for ever: ids that were given under it must come out again. */
const NAMES = 'c0a7e1f2-4f0b-5d0e-8f35-2f5f0a6f6c11';

export const REGULATION_CATEGORY = 'regulation';
export const CALENDAR_CATEGORY = 'calendar';
export const DESK_CATEGORY = 'desk';
export const DIRECTORY_CATEGORY = 'directory';

/** Ids of the aggregates that belong to a desk's or calendar's name: the same on every host and in every copy of a log. */
export const regulationId = (desk: string): string => derivedId(NAMES, 'regulation', desk);
export const calendarId = (calendar: string): string => derivedId(NAMES, 'calendar', calendar);
export const deskId = (desk: string): string => derivedId(NAMES, 'desk', desk);
export const DIRECTORY_ID: string = derivedId(NAMES, 'directory');

export const regulationStream = (desk: string): StreamName =>
  streamName(REGULATION_CATEGORY, regulationId(desk));
export const calendarStream = (calendar: string): StreamName =>
  streamName(CALENDAR_CATEGORY, calendarId(calendar));
export const deskStream = (desk: string): StreamName => streamName(DESK_CATEGORY, deskId(desk));
export const DIRECTORY_STREAM: StreamName = streamName(DIRECTORY_CATEGORY, DIRECTORY_ID);
