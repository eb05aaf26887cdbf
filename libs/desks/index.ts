export * from './domain/desk.events.js';
export * from './domain/desk-streams.js';
export { type DeskMode } from './domain/desk.decider.js';
export { type PublicationRefusal } from './domain/publication.js';
export { type PublishedCalendar, type PublishedRegulation } from './application/catalogue.js';
export { LogCatalogue } from './application/log-catalogue.js';
export { LogPolicySource, PolicyNotFound, type PolicySource } from './application/policy-source.js';
export {
  type DeskRequest,
  DeskService,
  type DeskCases,
  type PublishCalendarRequest,
  type PublishRegulationRequest,
} from './application/desk-service.js';
export { seedDesks } from './application/seed-desks.js';
export { type Adoption, adoptionsOf } from './application/adoptions.js';

/** `en.json` and `ru.json` with the sentences of refusals, by code. */
export const deskMessagesFolder = new URL('./messages/', import.meta.url);
