import { describe, expect, it } from '@jest/globals';
import { type Attempt, outcomeOf } from './history.js';
import { opOf } from './load/attempt.js';

const acknowledged: Attempt = { is: 'acknowledged', stream: 'ticket-1', version: 1, position: '1' };
const refused: Attempt = { is: 'refused', code: '409 conflict' };
const unknown: Attempt = { is: 'unknown', why: 'ECONNRESET' };

describe('what a client knows of a command', () => {
  it.each<[string, readonly Attempt[], string]>([
    ['one acknowledgement is enough', [unknown, refused, acknowledged, unknown], 'acknowledged'],
    ['refused each time', [refused, refused], 'refused'],
    ['refused after an attempt that may yet be stored', [unknown, refused], 'unknown'],
    ['never an answer', [unknown], 'unknown'],
    ['never sent', [], 'unknown'],
  ])('%s', (_, attempts, outcome) => {
    const command = { op: 'a', kind: 'reply', effect: 'CustomerReplied', mayDecideNothing: false, attempts };
    expect(outcomeOf(command)).toBe(outcome);
  });

  it('is told from the correlation id of what was stored, whichever attempt stored it', () => {
    expect(opOf('load-0a1b2c3d-17.2')).toBe('load-0a1b2c3d-17');
    expect(opOf('2f0c8f0e-0000-4000-8000-000000000000')).toBeUndefined();
    expect(opOf(undefined)).toBeUndefined();
  });
});
