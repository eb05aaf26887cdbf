import { describe, expect, it } from '@jest/globals';
import { killsOf, reportText } from './report.js';
import { type FaultReport } from './run-faults.js';

const faults = new Map([
  ['api kill', 3],
  ['postgres kill', 2],
  ['worker pause', 4],
]);
const command = { kind: 'reply', effect: 'CustomerReplied', mayDecideNothing: false };
const report: FaultReport = {
  seed: 17,
  store: 'eventstoredb',
  durationMs: 90_000,
  faults,
  history: {
    commands: [
      {
        ...command,
        op: 'a',
        attempts: [
          { is: 'unknown', why: 'ECONNRESET' },
          { is: 'acknowledged', stream: 'ticket-1', version: 1, position: '1' },
        ],
      },
      { ...command, op: 'b', attempts: [{ is: 'refused', code: '409 ticket-closed' }] },
    ],
    log: [],
    settledAt: '2026-03-02T10:00:00.000Z',
  },
  violations: [],
};

describe('the report', () => {
  it('counts as kills what was done with SIGKILL, and nothing else', () => {
    expect(killsOf(faults)).toBe(5);
  });

  it('names the seed, counts faults and outcomes, and says that all is well only when it is', () => {
    const well = reportText(report);
    for (const line of [
      'seed 17',
      '5 kills (SIGKILL), 9 faults',
      '4 worker pause',
      '2 commands, 1 of them sent more',
    ])
      expect(well).toContain(line);
    for (const line of ['1 acknowledged', '1 refused', '1 ECONNRESET', 'Nothing lost'])
      expect(well).toContain(line);
    const broken = reportText({ ...report, violations: [{ rule: 'lost', detail: 'reply a' }] });
    expect(broken).toContain('BROKEN, 1 times');
    expect(broken).toContain('lost: reply a');
    expect(broken).not.toContain('Nothing lost');
  });
});
