export * from './clock/terms.js';
export * from './clock/due.js';
export * from './clock/promise.js';
export * from './clock/explanation.js';
