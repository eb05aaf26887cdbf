import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from './history.js';
import { type Store } from './plan/fault.js';
import { runFaults } from './run-faults.js';

const FAULTS_MS = 4_000;
const LONG_MS = 300_000;
const seed = Number(process.env.FAULTS_SEED ?? randomInt(2 ** 32));

describe(`a load of commands while everything fails (again with FAULTS_SEED=${seed})`, () => {
  it.each<Store>(['postgres', 'eventstoredb'])(
    'loses nothing, doubles nothing, and goes on: log in %s',
    async (store) => {
      const { faults, history, violations } = await runFaults({ seed, store, durationMs: FAULTS_MS });
      expect({ seed, violations }).toEqual({ seed, violations: [] });
      expect(faults.size).toBeGreaterThan(0);
      const known = history.commands.filter((command) => outcomeOf(command) === 'acknowledged');
      expect(known.length).toBeGreaterThan(2);
    },
    LONG_MS,
  );
});
