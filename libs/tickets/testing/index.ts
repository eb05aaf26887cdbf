export * from './scenario.js';
export * from './policies.js';
