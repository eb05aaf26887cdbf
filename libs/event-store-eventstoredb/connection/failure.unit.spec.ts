import { describe, expect, it } from '@jest/globals';
import { CallEnded, type Failure, failureOf, NotAnswered, reasonOf, translated } from './failure.js';

const typed = (type: string, code?: number, message = '') =>
  Object.assign(new Error(message), { type, ...(code === undefined ? {} : { code }) });

describe('a failure of the client', () => {
  const seen: readonly (readonly [string, unknown, Failure])[] = [
    ['of a server that is down, without type', Object.assign(new Error('x'), { code: 14 }), 'unreachable'],
    ['of the batch path, without code and message', typed('unavailable'), 'unreachable'],
    [
      'not ready, told as unknown',
      typed('unknown', undefined, 'Could not recognize Server Is Not Ready'),
      'unreachable',
    ],
    ['unknown, not ready, with a code', typed('unknown', 2, 'Server Is Not Ready'), 'unreachable'],
    ['a node that does not lead', typed('not-leader', 5), 'unreachable'],
    ['a live subscription dropped as too slow', typed('timeout', 10, 'Consumer too slow'), 'unreachable'],
    ['a shutdown', typed('cancelled', 1), 'unreachable'],
    ['of discovery', new Error('Failed to discover after 10 attempts.'), 'hung'],
    ['silence of the whole connection', new NotAnswered(true), 'hung'],
    ['silence beside answers to others', new NotAnswered(false), 'unreachable'],
    ['a call that ended well', new CallEnded('ended'), 'unreachable'],
    ['a wrong password', typed('access-denied', 16), 'denied'],
    ['a missing right, on the batch path', typed('access-denied'), 'denied'],
    ['a place where no record starts', typed('unknown', 2, 'Exception was thrown by handler.'), 'misplaced'],
    [
      'a code that the client keeps inside',
      Object.assign(typed('unknown'), { _raw: { code: 2 } }),
      'misplaced',
    ],
    ['nothing at all', undefined, 'unreachable'],
    ['text', 'Impossible situation', 'unreachable'],
  ];
  it.each(seen)('%s', (_, error, failure) => {
    expect(failureOf(error)).toBe(failure);
  });

  it('is counted by a word that never holds its message', () => {
    const words = seen.map(([, error]) => reasonOf(error));
    for (const word of words) expect(word).toMatch(/^[a-z-]+$|^\d+$/);
  });

  it('leaves the client’s own error behind', () => {
    const error = translated(
      Object.assign(new Error('secret'), { metadata: { authorization: 'Basic c2VjcmV0' } }),
    );
    expect(error).toMatchObject({ code: 'log-unavailable', cause: { message: 'failed' } });
    expect(translated(typed('access-denied'))).toMatchObject({ code: 'log-access-denied' });
  });
});
