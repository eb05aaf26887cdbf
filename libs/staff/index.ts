export * from './domain/staff.events.js';
export * from './domain/staff.js';
export * from './application/staff-service.js';
export * from './read-models/staff-directory.projection.js';

/** `en.json` and `ru.json` with the sentences of refusals, by code. */
export const staffMessagesFolder = new URL('./messages/', import.meta.url);
