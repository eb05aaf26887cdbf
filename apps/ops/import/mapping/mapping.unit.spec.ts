import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { importMessages } from '../import-messages.js';
import { example, ImportFixture } from '../testing/import-fixture.js';
import { COMMAND_FIELDS } from './command-catalogue.js';
import { loadMapping, parseMapping } from './load-mapping.js';
import { mappingJsonSchema } from './mapping.schema.js';
import { MappingRefused } from './problems.js';

interface Loose {
  [field: string]: unknown;
}

const LOG = 'case;at;what;level\n1;5.3.2012 9:00;open;low\n1;5.3.2012 10:00;close;low\n';
const good: Loose = {
  file: { format: 'csv', separator: ';' },
  dates: ['d.M.yyyy H:mm'],
  shape: 'activity-rows',
  columns: { case: 'case', time: 'at', activity: 'what' },
  by: { actor: 'someone', role: 'engineer' },
  channel: 'import',
  open: {
    customer: '{case}',
    serviceKind: 'service-type-1',
    tariff: 'service-level-1',
    priority: { column: 'level', values: { low: 'seriousness-4' } },
    subject: 's',
    text: 't',
  },
  activities: { open: [], close: [{ command: 'Close', with: { reason: 'solved' } }] },
};
const opening = good.open as Loose;
const close = (command: Loose) => ({ activities: { open: [], close: [command] } });

const desk = new ImportFixture();
afterAll(() => desk.drop());

const refusalsOf = async (
  change: Loose,
  log = LOG,
): Promise<readonly MappingRefused['problems'][number][]> => {
  const before = (await desk.events()).length;
  try {
    await desk.import(desk.file('log.csv', log), parseMapping({ ...good, ...change }));
    return [];
  } catch (error) {
    if (!(error instanceof MappingRefused)) throw error;
    expect((await desk.events()).length).toBe(before);
    return error.problems;
  }
};

describe('a mapping', () => {
  it.each<[string, Loose, string, Loose]>([
    ['a field that it has not', { extra: 1 }, 'mapping-invalid', { where: '-' }],
    ['a wrong type', { dates: 'iso' }, 'mapping-invalid', { where: 'dates' }],
    [
      'a column that the file has not',
      { columns: { case: 'Case', time: 'at', activity: 'what' } },
      'column-unknown',
      { where: 'columns.case', column: 'Case' },
    ],
    [
      'a column in a text',
      { open: { ...opening, subject: 'x {topic}' } },
      'column-unknown',
      { where: 'open.subject', column: 'topic' },
    ],
    [
      'a column in a condition',
      close({ command: 'Close', with: { reason: 'solved' }, when: { columns: { x: '1' } } }),
      'column-unknown',
      { column: 'x' },
    ],
    ['a command that is none', close({ command: 'Shut' }), 'command-unknown', { command: 'Shut' }],
    ['a command that no log gives', close({ command: 'OpenTicket' }), 'command-unknown', {}],
    [
      'a field that the command has not',
      close({ command: 'Close', with: { reason: 'solved', by: 'x' } }),
      'field-unknown',
      { field: 'by' },
    ],
    ['a field too few', close({ command: 'Close' }), 'field-missing', { field: 'reason' }],
    [
      'a truth for a text',
      close({ command: 'Close', with: { reason: true } }),
      'field-wrong',
      { field: 'reason' },
    ],
    [
      'a code that the desk does not know',
      close({ command: 'Close', with: { reason: 'bored' } }),
      'code-unknown',
      { value: 'bored' },
    ],
    [
      'a wrong code in a table of values',
      { open: { ...opening, priority: { column: 'level', values: { low: 'P9' } } } },
      'code-unknown',
      { value: 'P9' },
    ],
    ['an unknown channel', { channel: 'pigeon' }, 'code-unknown', { value: 'pigeon' }],
    ['an unknown role', { by: { actor: 'a', role: 'king' } }, 'code-unknown', { value: 'king' }],
    [
      'a value that the table lacks',
      { open: { ...opening, priority: { column: 'level', values: { high: 'seriousness-1' } } } },
      'value-unmapped',
      { column: 'level', values: '"low" (2)' },
    ],
    [
      'a raw value that is no code',
      { open: { ...opening, priority: { column: 'level' } } },
      'value-unmapped',
      { column: 'level' },
    ],
    [
      'an activity that it does not name',
      { activities: { open: [] } },
      'activity-unmapped',
      { values: '"close" (1)' },
    ],
    ['a zone that is none', { zone: 'Europe/Atlantis' }, 'zone-unknown', {}],
    ['an encoding that is none', { file: { format: 'csv', encoding: 'klingon' } }, 'encoding-unknown', {}],
    ['a date pattern that is none', { dates: ['yyyy-QQ'] }, 'date-pattern-wrong', { pattern: 'yyyy-QQ' }],
    ['dates that fit no row', { dates: ['iso'] }, 'dates-fit-no-row', { sample: '5.3.2012 9:00' }],
    ['rows of activities without them', { activities: undefined }, 'mapping-shape', {}],
  ])('is refused before the first row for %s', async (_, change, code, params) => {
    const problems = await refusalsOf(change).catch((error: unknown) => {
      if (error instanceof MappingRefused) return error.problems;
      throw error;
    });
    expect(problems).toContainEqual({ code, params: expect.objectContaining(params) });
    for (const problem of problems)
      for (const language of ['en', 'ru'] as const)
        expect(importMessages.text(language, problem.code, problem.params)).not.toBe('');
  });

  it('is refused for an empty file, and taken otherwise', async () => {
    expect(await refusalsOf({}, '')).toMatchObject([{ code: 'file-empty' }]);
    expect(await refusalsOf({})).toEqual([]);
  });

  it('may leave unknown values and activities to the rows', async () => {
    const level = { column: 'level', values: { high: 'seriousness-1' }, unknown: 'refuse-row' };
    expect(await refusalsOf({ open: { ...opening, priority: level } })).toEqual([]);
    expect(await refusalsOf({ activities: { open: [] }, otherActivities: 'without-effect' })).toEqual([]);
  });

  it('addresses a column by its place or by the number of its double', async () => {
    const log = 'case;at;what;what\n7;5.3.2012 9:00;x;open\n';
    expect(
      await refusalsOf(
        {
          columns: { case: '#1', time: '#2', activity: 'what#2' },
          open: { ...opening, priority: undefined },
        },
        log,
      ),
    ).toEqual([]);
  });

  it('that is no file or no JSON says so', async () => {
    await expect(loadMapping('/nowhere.json')).rejects.toMatchObject({
      problems: [{ code: 'mapping-missing' }],
    });
    await expect(loadMapping(desk.file('bad.json', '{'))).rejects.toMatchObject({
      problems: [{ code: 'mapping-not-json' }],
    });
  });
});

describe('the published schema', () => {
  it('is that of the code', () => {
    expect(JSON.parse(readFileSync(example('mapping.schema.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(mappingJsonSchema())),
    );
  });

  it.each(['finale.mapping.json', 'state-rows/mapping.json', 'xes/mapping.json'])(
    'holds %s',
    async (path) => {
      await expect(loadMapping(example(path))).resolves.toMatchObject({ channel: 'import' });
    },
  );

  it('is explained command by command in docs/importing.md', () => {
    const docs = readFileSync(example('../docs/importing.md'), 'utf8');
    for (const command of Object.keys(COMMAND_FIELDS)) expect(docs).toContain(`\`${command}\``);
  });
});
