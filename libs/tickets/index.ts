export * from './domain/ticket.events.js';
export * from './domain/ticket.commands.js';
export * from './read-models/index.js';
