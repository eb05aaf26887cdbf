import { describe, expect, it } from '@jest/globals';
import { BEGINNING } from '#event-sourcing';
import { adoptionProcess } from './adoption.process.js';

const OPEN: Record<string, string[]> = { red: ['t1', 't2'], blue: ['t3'], green: ['t4'] };

const onCalendar = (calendar: string) => [{ document: { calendar } }] as never;
const asked: [string, string][] = [];
const process = adoptionProcess(
  {
    desks: async () => ['red', 'blue', 'green'],
    regulations: async (desk) => onCalendar(desk === 'green' ? 'it' : 'ru'),
  },
  {
    openTickets: async (desk, since) => {
      asked.push([desk, since]);
      return OPEN[desk] ?? [];
    },
  },
);

const react = async (type: string, data: object) =>
  (await process.react({ event: { type, data }, position: BEGINNING } as never)).map(({ command, key }) => [
    command.desk,
    key,
    command.command,
  ]);

describe('the adoption process', () => {
  it('reaches every open ticket of the desk that a regulation says it moves', async () => {
    expect(
      await react('RegulationPublished', { desk: 'red', appliesToOpen: true, reason: 'new hours' }),
    ).toEqual([
      ['red', 't1', { type: 'AdoptRegulation', reason: 'new hours' }],
      ['red', 't2', { type: 'AdoptRegulation', reason: 'new hours' }],
    ]);
  });

  it('reaches the desks on a calendar', async () => {
    const commands = await react('CalendarPublished', {
      calendar: 'ru',
      appliesToOpen: true,
      reason: 'decree',
    });
    expect(commands.map(([desk, key]) => [desk, key])).toEqual([
      ['red', 't1'],
      ['red', 't2'],
      ['blue', 't3'],
    ]);
  });

  it('leaves open tickets alone unless the publication says otherwise', async () => {
    expect(await react('RegulationPublished', { desk: 'red', appliesToOpen: false, reason: 'x' })).toEqual(
      [],
    );
    expect(await react('CalendarPublished', { calendar: 'ru', appliesToOpen: false, reason: 'x' })).toEqual(
      [],
    );
  });

  it('asks for a list that has seen the publication', async () => {
    asked.length = 0;
    await react('RegulationPublished', { desk: 'red', appliesToOpen: true, reason: 'x' });
    expect(asked).toEqual([['red', BEGINNING]]);
  });
});
