export * from './document/common.js';
export * from './document/schedule.js';
export * from './document/sla-target.js';
export * from './document/queue.js';
export * from './document/closing.js';
