export * from './kek.js';
export * from './migrate.js';
export * from './vault.js';
export * from './vault-errors.js';
export * from './erasure-notices.js';
