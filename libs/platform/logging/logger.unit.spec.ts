import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';

function recorded(log: (logger: ReturnType<typeof createLogger>) => unknown): string[] {
  const lines: string[] = [];
  log(
    createLogger({ level: 'info', process: 'api', destination: { write: (line) => void lines.push(line) } }),
  );
  return lines;
}

describe('the log', () => {
  it('is one JSON object a line, with what it is told about and who wrote it', () => {
    const lines: string[] = [];
    const logger = createLogger({
      level: 'info',
      process: 'api',
      instance: { host: 'node-1', pid: 7 },
      destination: { write: (line) => void lines.push(line) },
    });
    logger.info({ correlationId: 'one', stream: 'ticket-1' }, 'appended');
    logger.info({}, 'outside');
    const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({
      level: 'info',
      process: 'api',
      host: 'node-1',
      pid: 7,
      correlationId: 'one',
      stream: 'ticket-1',
      msg: 'appended',
    });
    expect(first?.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(second).not.toHaveProperty('correlationId');
  });

  it('hides secrets and personal fields wherever they are put', () => {
    const planted = '+7 900 555-35-35';
    const [line] = recorded((logger) =>
      logger.info(
        {
          phone: planted,
          customer: { email: planted, deep: { fullName: planted } },
          headers: { authorization: planted },
        },
        'x',
      ),
    );
    expect(line).not.toContain(planted);
  });

  it('tells of an error where it happened and not what it was about', () => {
    const planted = 'Иванов Иван';
    const cause = Object.assign(new Error(`Key (name)=(${planted}) already exists`), {
      code: '23505',
      detail: planted,
    });
    const [line = ''] = recorded((logger) =>
      logger.error({ err: new Error(`bad ${planted}\nand ${planted}`, { cause }) }, 'failed'),
    );
    expect(line).not.toContain(planted);
    expect(JSON.parse(line)).toMatchObject({
      err: { type: 'Error', stack: expect.stringContaining('logger.unit.spec'), cause: { code: '23505' } },
    });
  });
});
