export * from './memory-subject-keys.js';
