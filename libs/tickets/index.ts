export * from './domain/ticket.events.js';
