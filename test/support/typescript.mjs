import { register } from 'node:module';

// Runs the sources without a build, in processes that tests spawn: `node --import ./test/support/typescript.mjs x.ts`.
register('./typescript-hooks.mjs', import.meta.url);
