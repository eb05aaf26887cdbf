export * from './test-database.js';
export * from './plaintext-sweep.js';
export * from './test-server.js';
export * from './spawned-process.js';
