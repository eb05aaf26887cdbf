export * from './domain/ticket.events.js';
export * from './domain/ticket.commands.js';
export * from './domain/ticket.refusals.js';
export * from './domain/ticket.decider.js';
export * from './domain/policy.js';
export { type Instant } from './domain/instant.js';
export * from './domain/state/ticket.state.js';
export * from './domain/state/owed.js';
export * from './domain/state/clock.state.js';
export { evolve as evolveTicket } from './domain/state/evolve.js';
export { nextDueInstant } from './domain/decide/advance.js';
export * from './domain/number/ticket-number.js';
export { NUMBER_EVENTS, type NumberEvent } from './domain/number/number-block.js';
export * from './application/ticket-service.js';
export * from './application/ticket-numbers.js';
export * from './application/explain-clock.js';
export * from './application/replay.js';
export * from './processes/ticket-dispatch.js';
export * from './processes/continuation.process.js';
export * from './processes/adoption.process.js';
export * from './processes/deadline-ticker.js';
export * from './read-models/index.js';

/** `en.json` and `ru.json` with the sentences of refusals and number mistakes, by code. */
export const ticketMessagesFolder = new URL('./messages/', import.meta.url);
