import { describe, expect, it } from '@jest/globals';
import { builtInCalendars } from '#working-time';
import { validateRegulation } from '../validation/validate-regulation.js';
import { sampleRegulations } from './index.js';

describe('sample regulations', () => {
  it.each(sampleRegulations().map((document) => [document.desk, document] as const))(
    '%s has no problem',
    (_desk, document) => {
      const calendar = Object.values(builtInCalendars).find(({ id }) => id === document.calendar);
      expect(validateRegulation(document, calendar)).toEqual([]);
    },
  );
});
