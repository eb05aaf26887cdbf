export * from './domain/staff.events.js';
export * from './domain/staff.js';
export * from './application/staff-service.js';
export * from './read-models/staff-directory.projection.js';
