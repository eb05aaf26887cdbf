export { readStoreFixture, type ReadStoreFixture } from './read-store-fixture.js';
