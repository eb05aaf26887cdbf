import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createCommandExecutor,
  createEventCodec,
  createEventRegistry,
  derivedId,
  type EventStore,
  LogUnavailable,
} from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import { type Regulation, sampleRegulation, sampleRegulations } from '#regulation';
import { builtInCalendars } from '#working-time';
import { memoryLongTexts, memorySubjectKeys } from '../../event-sourcing/testing/index.js';
import { DESK_EVENTS, type DeskEvent } from '../domain/desk.events.js';
import { adoptionsOf } from './adoptions.js';
import { DeskService } from './desk-service.js';
import { LogCatalogue } from './log-catalogue.js';
import { LogPolicySource } from './policy-source.js';
import { seedDesks } from './seed-desks.js';

const NOW = '2026-11-21T12:00:00.000Z';
const NAMES = '6b0a4c3e-0d7e-5c57-8f38-4c6a0a3a6f01';
const codec = createEventCodec({
  registry: createEventRegistry(DESK_EVENTS),
  keys: memorySubjectKeys(),
  longTexts: memoryLongTexts(),
});

/** One process of several over the same log. */
function aProcess(store: EventStore, liveDesks: readonly string[] = []) {
  const log = new LogCatalogue(store, codec);
  const executor = createCommandExecutor({ store, codec, random: () => 0.5, delay: async () => undefined });
  const desks = new DeskService(executor, log, { hasCase: async (desk) => liveDesks.includes(desk) });
  return { log, desks, source: new LogPolicySource(log) };
}

const request = (name: string) => {
  const commandId = derivedId(NAMES, name);
  return {
    commandId,
    metadata: {
      $correlationId: commandId,
      $causationId: commandId,
      actor: 'administrator-1',
      role: 'administrator',
      occurredAt: NOW,
      decidedAt: NOW,
    },
  };
};
const publication = (document: Regulation, more: { appliesToOpen?: boolean } = {}) => ({
  ...request(`${document.desk}@${document.version}`),
  document,
  appliesToOpen: false,
  reason: 'the text changed',
  ...more,
});

let store: EventStore;
let first: ReturnType<typeof aProcess>;
beforeEach(async () => {
  store = createMemoryEventStore();
  first = aProcess(store);
  await seedDesks(first.desks, first.log, NOW);
});

const head = async () => (await store.readAll({ after: '' as never, limit: 10_000 })).events.length;

describe('seedDesks', () => {
  it('publishes every sample and calendar, once, however often and by however many it is called', async () => {
    expect([...(await first.source.desks())].sort()).toEqual(
      sampleRegulations()
        .map((r) => r.desk)
        .sort(),
    );
    expect([...(await first.source.calendars())].sort()).toEqual(['it', 'ru']);
    const before = await head();
    expect(await seedDesks(first.desks, first.log, '2026-12-01T00:00:00.000Z')).toEqual([]);
    const others = [aProcess(store), aProcess(store)];
    await Promise.all(others.map(({ desks, log }) => seedDesks(desks, log, NOW)));
    expect(await head()).toBe(before);
  });

  it('by two processes on an empty log at once leaves each document once', async () => {
    const empty = createMemoryEventStore();
    const racers = [aProcess(empty), aProcess(empty)];
    await Promise.all(racers.map(({ desks, log }) => seedDesks(desks, log, NOW)));
    const { events } = await empty.readAll({ after: '' as never, limit: 1000 });
    const documents = events.filter(({ type }) => type.endsWith('Published')).map(({ stream }) => stream);
    expect(documents).toHaveLength(new Set(documents).size);
    expect(documents).toHaveLength(sampleRegulations().length + 2);
  });

  it('leaves alone what was published since', async () => {
    const next = { ...sampleRegulation('finale'), version: 2 };
    await first.desks.publishRegulation(publication(next));
    expect(await seedDesks(first.desks, first.log, NOW)).toEqual([]);
    expect(await first.source.regulations('finale')).toHaveLength(2);
  });
});

describe('publishing', () => {
  const second = (): Regulation => ({
    ...sampleRegulation('internet-provider'),
    version: 2,
    effectiveFrom: '2026-11-25',
  });

  it('R-A05 a new version rules from its date on; before it, and for who is pinned to the old, the old one does', async () => {
    const before = await first.source.policy('internet-provider', 1, 1);
    expect((await first.desks.publishRegulation(publication(second()))).outcome).toBe('appended');
    const at = async (instant: string) =>
      (await first.source.current('internet-provider', instant))?.regulationVersion;
    // Midnight of the desk's zone, not of UTC.
    expect(await at('2026-11-24T20:59:59.999Z')).toBe(1);
    expect(await at('2026-11-24T21:00:00.000Z')).toBe(2);
    expect(await first.source.policy('internet-provider', 1, 1)).toBe(before);
    expect((await first.source.policy('internet-provider', 2, 1)).regulationVersion).toBe(2);
  });

  it('R-A05 a new calendar rules from its date on, and the old one is kept', async () => {
    const document = { ...builtInCalendars.ru, version: 2 };
    const published = await first.desks.publishCalendar({
      ...request('ru@2'),
      document,
      effectiveFrom: '2026-12-01',
      appliesToOpen: false,
      reason: 'a decree',
    });
    expect(published.outcome).toBe('appended');
    const at = async (instant: string) =>
      (await first.source.current('internet-provider', instant))?.calendarVersion;
    expect(await at('2026-11-30T12:00:00.000Z')).toBe(1);
    expect(await at('2026-12-01T12:00:00.000Z')).toBe(2);
    expect((await first.source.policy('internet-provider', 1, 1)).calendarVersion).toBe(1);
  });

  it('by the same command twice is one publication', async () => {
    const before = await first.desks.publishRegulation(publication(second()));
    const again = await first.desks.publishRegulation(publication(second()));
    expect(again).toMatchObject({ outcome: 'repeated', version: before.version, position: before.position });
  });

  it('by two at once lets one in', async () => {
    const rivals = ['a', 'b'].map((title) => {
      const document = second();
      document.title.en = title;
      return { ...publication(document), ...request(title) };
    });
    const results = await Promise.all(rivals.map((rival) => aProcess(store).desks.publishRegulation(rival)));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['appended', 'refused']);
  });

  it('refuses what has a problem, writes nothing, and leaves no name behind', async () => {
    const document = { ...sampleRegulation('finale'), desk: 'broken', zone: 'Mars/Olympus' };
    const before = await head();
    expect(await first.desks.publishRegulation(publication(document))).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'regulation-invalid' },
    });
    expect(await head()).toBe(before);
    expect(await first.desks.validate(document)).toEqual([expect.objectContaining({ code: 'zone-unknown' })]);
    expect(await first.desks.validate({ ...document, zone: 7 })).toEqual([
      expect.objectContaining({ code: 'document-malformed', pointer: '/zone' }),
    ]);
  });
});

describe('LogPolicySource', () => {
  it('finds what another process published, pinned or new, without being told', async () => {
    const other = aProcess(store);
    expect(await other.source.current('night-shift', NOW)).toBeUndefined();
    const document = { ...sampleRegulation('finale'), desk: 'night-shift' };
    await first.desks.publishRegulation(publication(document));
    expect((await other.source.current('night-shift', NOW))?.desk).toBe('night-shift');
    await first.desks.publishRegulation(publication({ ...document, version: 2 }));
    expect((await other.source.policy('night-shift', 2, 1)).regulationVersion).toBe(2);
  });

  it('follows the log, so that a new version rules in every process', async () => {
    const other = aProcess(store);
    const stop = new AbortController();
    const following = other.log.follow(stop.signal);
    await first.desks.publishRegulation(publication({ ...sampleRegulation('finale'), version: 2 }));
    while ((await other.source.current('finale', NOW))?.regulationVersion !== 2)
      await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await following;
  });

  it('names the version that the log does not hold', async () => {
    await expect(first.source.policy('finale', 9, 1)).rejects.toMatchObject({ code: 'policy-not-found' });
    await expect(first.source.policy('finale', 1, 9)).rejects.toMatchObject({ code: 'policy-not-found' });
    await expect(first.source.policy('nobody', 1, 1)).rejects.toMatchObject({ code: 'policy-not-found' });
    expect(await first.source.current('nobody', NOW)).toBeUndefined();
    expect(await first.source.current('internet-provider', '2019-12-31T20:59:59.999Z')).toBeUndefined();
    expect(await first.source.regulations('nobody')).toEqual([]);
  });

  it('asked for nonsense reads one stream, not all', async () => {
    let reads = 0;
    const counting: EventStore = Object.assign(Object.create(store) as EventStore, {
      readStream: (...args: Parameters<EventStore['readStream']>) => {
        reads += 1;
        return store.readStream(...args);
      },
    });
    const { source } = aProcess(counting);
    await source.desks();
    reads = 0;
    await source.current('nobody', NOW);
    expect(reads).toBe(1);
    reads = 0;
    await source.current('finale', NOW);
    expect(reads).toBe(0);
  });

  it('reads again after a read that failed', async () => {
    let down = true;
    const flaky: EventStore = Object.assign(Object.create(store) as EventStore, {
      head: async () => {
        if (down) throw new LogUnavailable('down');
        return store.head();
      },
    });
    const { source } = aProcess(flaky);
    await expect(source.current('finale', NOW)).rejects.toMatchObject({ code: 'log-unavailable' });
    down = false;
    expect((await source.current('finale', NOW))?.desk).toBe('finale');
  });

  it('shares compiled hours between desks with the same hours, calendar and zone', async () => {
    const [vendor, software] = await Promise.all(
      ['equipment-vendor', 'telecom-software'].map((desk) => first.source.current(desk, NOW)),
    );
    expect(vendor?.workingTime('business')).toBe(software?.workingTime('business'));
    const provider = await first.source.current('internet-provider', NOW);
    expect(provider?.workingTime('support')).not.toBe(vendor?.workingTime('business'));
  });
});

describe('import and going live', () => {
  it('is known to every process, and refused over live cases', async () => {
    expect((await first.desks.startImport({ ...request('start'), desk: 'finale' })).outcome).toBe('appended');
    expect(await aProcess(store).source.mode('finale')).toBe('importing');
    expect(await first.source.mode('internet-provider')).toBe('live');
    expect((await first.desks.goLive({ ...request('live'), desk: 'finale' })).outcome).toBe('appended');
    expect(await first.source.mode('finale')).toBe('live');
    const busy = aProcess(store, ['finale']);
    expect(await busy.desks.startImport({ ...request('again'), desk: 'finale' })).toMatchObject({
      refusal: { code: 'desk-has-live-case' },
    });
    expect(await first.desks.startImport({ ...request('x'), desk: 'nobody' })).toMatchObject({
      refusal: { code: 'desk-unknown' },
    });
  });
});

describe('adoptionsOf', () => {
  const data = { version: 2, document: sampleRegulation('finale'), reason: 'why' };

  it.each([true, false])(
    'moves the open tickets of the desk only when the publication says so (%p)',
    async (appliesToOpen) => {
      const event: DeskEvent = {
        type: 'RegulationPublished',
        data: { desk: 'finale', appliesToOpen, ...data },
      };
      expect(await adoptionsOf(event, first.source)).toEqual(
        appliesToOpen ? [{ desk: 'finale', reason: 'why' }] : [],
      );
    },
  );

  it('moves those of every desk on the calendar', async () => {
    const event: DeskEvent = {
      type: 'CalendarPublished',
      data: {
        calendar: 'ru',
        version: 2,
        document: builtInCalendars.ru,
        effectiveFrom: '2026-01-01',
        appliesToOpen: true,
        reason: 'why',
      },
    };
    const moved = (await adoptionsOf(event, first.source)).map(({ desk }) => desk).sort();
    expect(moved).toEqual(
      sampleRegulations()
        .filter(({ calendar }) => calendar === 'ru')
        .map(({ desk }) => desk)
        .sort(),
    );
  });
});
