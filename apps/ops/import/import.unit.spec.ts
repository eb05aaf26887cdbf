import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { type EventStore, hasCode } from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import { loadMapping, parseMapping } from './mapping/load-mapping.js';
import { type Mapping } from './mapping/mapping.schema.js';
import { importedId } from './mapping/values.js';
import { example, ImportFixture } from './testing/import-fixture.js';

const STATE_ROWS = readFileSync(example('state-rows/tickets.csv'), 'utf8');
let stateRows: Mapping;
let desk: ImportFixture;
const desks: ImportFixture[] = [];
const another = (store?: EventStore): ImportFixture => {
  const made = new ImportFixture(store);
  desks.push(made);
  return made;
};

beforeEach(async () => {
  stateRows = await loadMapping(example('state-rows/mapping.json'));
  desk = another();
});
afterEach(() => desks.splice(0).forEach((each) => each.drop()));

const typesOf = async (of: ImportFixture, caseId: string): Promise<readonly string[]> => {
  const stream = `ticket-${importedId('finale', 'case', caseId)}`;
  const clockEvents = /^(Clock|Sla)/;
  return (await of.events())
    .filter((envelope) => envelope.stream === stream)
    .map(({ event }) => event.type)
    .filter((type) => !clockEvents.test(type));
};
/** Everything that a log says but the numbers, which a killed import may skip. */
const lifeOf = async (of: ImportFixture): Promise<readonly unknown[]> =>
  (await of.events()).map(({ id, stream, version, event, metadata }) => ({
    id,
    stream,
    version,
    metadata,
    event: event.type === 'Opened' ? { ...event, data: { ...event.data, number: '' } } : event,
  }));
const importStateRows = (of: ImportFixture, text = STATE_ROWS, options = {}) =>
  of.import(of.file('tickets.csv', text), stateRows, options);

describe('a log whose rows are states', () => {
  it('becomes the commands that lead from state to state', async () => {
    await importStateRows(desk);
    expect(await typesOf(desk, 'T-2')).toEqual([
      'Opened',
      'Assigned',
      'TakenUp',
      'Answered',
      'InformationRequested',
      'CustomerReplied',
      'Assigned',
      'Answered',
      'Answered',
      'Closed',
      'Reopened',
      'TakenUp',
      'Answered',
      'Answered',
      'Closed',
    ]);
    expect(await typesOf(desk, 'T-3')).toEqual([
      'Opened',
      'Assigned',
      'TakenUp',
      'EscalatedToDevelopers',
      'DevelopersAnswered',
      'Answered',
      'Answered',
      'Closed',
    ]);
    expect(await typesOf(desk, 'T-5')).toContain('CustomerCorrected');
    expect((await typesOf(desk, 'T-4')).filter((type) => type === 'Answered')).toHaveLength(5);
  });

  it('accounts for every row, and names those that are not imported by their lines', async () => {
    const { tally, refused } = await importStateRows(desk);
    const lines = STATE_ROWS.split('\n');
    const line = (start: string) => lines.findIndex((text) => text.startsWith(start)) + 1;
    expect(refused).toEqual([
      { line: line('T-6;31.02'), code: 'time-unreadable' },
      { line: line('T-6;вчера'), code: 'time-unreadable' },
      { line: line(';10.02'), code: 'case-missing' },
      { line: line('T-7;'), code: 'row-cells' },
      { line: line('T-8;'), code: 'value-unknown' },
      { line: line('T-9;'), code: 'value-missing' },
    ]);
    expect(Object.fromEntries(tally.withoutEffect)).toEqual({ 'no-command': 1, condition: 1 });
    expect(tally.isComplete).toBe(true);
  });

  it('writes the log in the order of time, with what fell due in between at its own instant', async () => {
    await importStateRows(desk, `${STATE_ROWS}T-10;03.02.2025 10:00;New;High;;0;АО «Заря»;Забытая\n`);
    const envelopes = await desk.events();
    const clock = envelopes.map(({ metadata }) => metadata.decidedAt);
    expect(clock).toEqual([...clock].sort());
    const late = envelopes.filter(({ event }) => event.type === 'SlaBreached');
    expect(late.length).toBeGreaterThan(0);
    for (const { event, metadata } of late) {
      const dueAt = event.type === 'SlaBreached' ? event.data.dueAt : '';
      // Late is what comes after the due instant: a millisecond, or a day's end.
      expect(Date.parse(metadata.decidedAt) - Date.parse(dueAt)).toBeGreaterThanOrEqual(0);
      expect(metadata.actor).toBe('system');
    }
    // What falls due after the last row is left to the live desk.
    expect(clock.at(-1)).toBe('2025-02-12T06:30:00.000Z');
  });

  it('says the same whatever memory holds, and in whatever order the file is', async () => {
    await importStateRows(desk);
    const expected = await lifeOf(desk);
    const small = another();
    await importStateRows(small, STATE_ROWS, { runSize: 3, cacheCapacity: 3 });
    expect(await lifeOf(small)).toEqual(expected);
    // Rows of one instant keep the order of the file; all others may come as they like.
    const [header = '', ...rows] = STATE_ROWS.trim().split('\n');
    const halves = [...rows.slice(15), ...rows.slice(0, 15)];
    const turned = another();
    await importStateRows(turned, [header, ...halves].join('\n'));
    expect(await lifeOf(turned)).toEqual(expected);
  });
});

describe('an import that is repeated', () => {
  it('changes nothing, and gives every row the reason that it had', async () => {
    const first = await importStateRows(desk);
    const before = await lifeOf(desk);
    const second = await importStateRows(desk);
    expect(await lifeOf(desk)).toEqual(before);
    expect(second.tally.changed).toBe(0);
    expect(second.tally.events).toBe(0);
    expect(second.tally.withoutEffect.get('repeated')).toBe(first.tally.changed);
    expect(second.tally.withoutEffect.get('no-command')).toBe(1);
    expect(second.refused).toEqual(first.refused);
  });

  it('goes on where it was killed, to the very log of an import that was not', async () => {
    await importStateRows(desk);
    const expected = await lifeOf(desk);
    const appends = new Set((await desk.events()).map(({ metadata }) => metadata.commandId)).size;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: appends - 1 }), async (survivors) => {
        const store = createMemoryEventStore();
        const killed = another(dyingAfter(store, survivors));
        await expect(importStateRows(killed)).rejects.toMatchObject({ code: 'log-unavailable' });
        killed.store = store;
        const beginning = await lifeOf(killed);
        expect(beginning).toEqual(expected.slice(0, beginning.length));
        await importStateRows(killed);
        expect(await lifeOf(killed)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('takes a longer export of the same log for what it is', async () => {
    await importStateRows(desk);
    const expected = await lifeOf(desk);
    const [header = '', ...rows] = STATE_ROWS.trim().split('\n');
    const dayOf = (row: string) => Number(row.split(';')[1]?.slice(0, 2));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 12 }), async (day) => {
        const grown = another();
        await importStateRows(grown, [header, ...rows.filter((row) => dayOf(row) <= day)].join('\n'));
        await importStateRows(grown);
        expect(await lifeOf(grown)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  it('puts nothing before what the log holds already', async () => {
    await importStateRows(desk);
    const [header = ''] = STATE_ROWS.split('\n');
    const late = `${header}\nT-99;03.02.2025 09:00;New;Normal;;0;АО «Заря»;Опоздавшая`;
    const { tally, refused } = await importStateRows(desk, late);
    expect(refused).toEqual([{ line: 2, code: 'earlier-than-desk' }]);
    expect(tally.changed).toBe(0);
  });

  it('records what falls due on the tickets of an earlier file, although a later one does not name them', async () => {
    const [header = ''] = STATE_ROWS.split('\n');
    await importStateRows(desk, `${header}\nT-50;03.02.2025 09:00;New;High;;0;АО «Заря»;Забытая`);
    await importStateRows(desk, `${header}\nT-51;03.04.2025 09:00;New;High;;0;АО «Заря»;Другая`);
    const breaches = (await desk.events()).filter(({ event }) => event.type === 'SlaBreached');
    expect(breaches.map(({ stream }) => stream)).toEqual(
      Array(breaches.length).fill(`ticket-${importedId('finale', 'case', 'T-50')}`),
    );
    expect(breaches.length).toBeGreaterThanOrEqual(2);
    for (const { event, metadata } of breaches)
      expect('dueAt' in event.data && event.data.dueAt && event.data.dueAt <= metadata.decidedAt).toBe(true);
  });
});

describe('files of other makes', () => {
  it('are read in the encoding of the mapping, and refused row by row in a wrong one', async () => {
    await importStateRows(desk);
    const bytes = iconv.encode(STATE_ROWS, 'windows-1251');
    const cyrillic = another();
    const path = cyrillic.file('win.csv', bytes);
    const mapping = { ...stateRows, file: { ...stateRows.file, encoding: 'windows-1251' } };
    await cyrillic.import(path, mapping);
    expect(await lifeOf(cyrillic)).toEqual(await lifeOf(desk));
    const opened = (await cyrillic.events()).find(({ event }) => event.type === 'Opened');
    expect(opened?.event.data).toMatchObject({ subject: 'Не приходит почта' });
    const wrong = await another().import(path, stateRows);
    expect(new Set(wrong.refused.map(({ code }) => code))).toContain('row-encoding');
    expect(wrong.tally.changed).toBe(0);
  });

  it('may be XES', async () => {
    const { tally } = await desk.import(
      example('xes/log.xes'),
      await loadMapping(example('xes/mapping.json')),
    );
    expect(tally).toMatchObject({ rows: 5, changed: 5 });
    expect(await typesOf(desk, '17')).toEqual(['Opened', 'Answered', 'Closed']);
    expect((await desk.events()).find(({ event }) => event.type === 'Opened')).toMatchObject({
      metadata: { decidedAt: '2012-03-05T08:00:00.000Z' },
      event: { data: { text: 'Case 17 of Alba & Figli', priority: 'seriousness-1' } },
    });
  });

  it('end where a broken XES file breaks, with one refused row', async () => {
    const whole = readFileSync(example('xes/log.xes'), 'utf8');
    const broken = whole.slice(0, whole.lastIndexOf('</trace>')) + '</tra>';
    const { tally, refused } = await desk.import(
      desk.file('broken.xes', broken),
      await loadMapping(example('xes/mapping.json')),
    );
    expect(tally.rows).toBe(5);
    expect(refused).toMatchObject([{ code: 'row-malformed' }]);
  });

  it('may hold a quote that never closes', async () => {
    const [header = '', ...rows] = STATE_ROWS.trim().split('\n');
    const text = [header, ...rows.slice(0, 5), 'T-66;03.02.2025 09:12;"New;Normal;;0;АО;x', ''].join('\n');
    const { refused } = await importStateRows(desk, text);
    expect(refused).toMatchObject([{ code: 'row-malformed' }]);
  });
});

describe('rows after a close', () => {
  const log =
    'case,at,what,who\n1,2012-03-05 09:00,open,a\n1,2012-03-05 10:00,close,a\n1,2012-03-06 10:00,take,b\n';
  const mapping = (rows: string, file = {}) =>
    parseMapping({
      file: { format: 'csv', ...file },
      dates: ['yyyy-MM-dd HH:mm'],
      shape: 'activity-rows',
      columns: { case: 'case', time: 'at', activity: 'what' },
      by: { actor: '{who}', role: 'engineer' },
      channel: 'import',
      open: {
        customer: 'c',
        serviceKind: 'service-type-1',
        tariff: 'service-level-1',
        subject: 's',
        text: 't',
      },
      activities: {
        open: [],
        take: [{ command: 'TakeUp', with: { assignee: '{who}' } }],
        close: [{ command: 'Close', with: { reason: 'solved' } }],
      },
      afterClose: { rows },
    });

  it.each([
    ['decide', { refused: 'ticket-closed' }, ['Opened', 'Closed']],
    ['refuse', { refused: 'after-close' }, ['Opened', 'Closed']],
    ['without-effect', { idle: 'after-close' }, ['Opened', 'Closed']],
    ['reopen', {}, ['Opened', 'Closed', 'Reopened', 'TakenUp']],
  ])('%s', async (rows, { refused: code, idle }: { refused?: string; idle?: string }, types) => {
    const { tally, refused } = await desk.import(desk.file('log.csv', log), mapping(rows));
    expect(await typesOf(desk, '1')).toEqual(types);
    expect(refused.map((row) => row.code)).toEqual(code === undefined ? [] : [code]);
    expect([...tally.withoutEffect.keys()]).toEqual(idle === undefined ? [] : [idle]);
  });

  it('are the same row twice only where the file has it twice', async () => {
    const twice = log.replace('1,2012-03-05 10:00,close,a\n', '');
    const rows = twice + '1,2012-03-06 10:00,take,b\n';
    const { tally } = await desk.import(desk.file('log.csv', rows), mapping('refuse'));
    expect(Object.fromEntries(tally.withoutEffect)).toEqual({ 'nothing-new': 1 });
    expect(tally.changed).toBe(2);
  });
});

/** A log that is lost after so many appends. */
function dyingAfter(store: EventStore, appends: number): EventStore {
  let left = appends;
  return Object.assign(Object.create(store) as EventStore, {
    append: (...args: Parameters<EventStore['append']>) => {
      left -= 1;
      if (left < 0) return Promise.reject(Object.assign(new Error('killed'), { code: 'log-unavailable' }));
      return store.append(...args);
    },
  });
}

it('the double of a killed log fails as a log does', async () => {
  const error: unknown = await dyingAfter(createMemoryEventStore(), 0)
    .append('ticket-x', 0, [])
    .catch((reason: unknown) => reason);
  expect(hasCode(error, 'log-unavailable')).toBe(true);
});
