import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BEGINNING,
  createEventCodec,
  createEventRegistry,
  type EventEnvelope,
  type EventStore,
  type LongTexts,
  type SubjectKeys,
} from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import { compilePolicy, sampleRegulation, WorkingTimes } from '#regulation';
import { formatTicketNumber, TICKET_EVENTS, type TicketEvent } from '#tickets';
import { builtInCalendars } from '#working-time';
import { type DeskPast, Importer } from '../deciding/importer.js';
import { type Tally } from '../deciding/tally.js';
import { firstPass } from '../first-pass.js';
import { mappingProblems } from '../mapping/check-mapping.js';
import { compileMapping } from '../mapping/compile-mapping.js';
import { timeReader } from '../mapping/date-patterns.js';
import { type Mapping } from '../mapping/mapping.schema.js';
import { MappingRefused } from '../mapping/problems.js';

export const finalePolicy = compilePolicy(
  sampleRegulation('finale'),
  builtInCalendars.it,
  new WorkingTimes(),
);

export const example = (path: string): string =>
  fileURLToPath(new URL(`../../../../examples/${path}`, import.meta.url));

export interface Imported {
  readonly tally: Tally;
  readonly refused: readonly { readonly line: number; readonly code: string }[];
}

/** A log in memory under the desk `finale`, and files of a test's own. */
export class ImportFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'import-test-'));
  readonly codec = createEventCodec({
    registry: createEventRegistry(TICKET_EVENTS),
    keys: keysInMemory(),
    longTexts: textsInMemory(),
  });
  private drawn = 0;

  constructor(public store: EventStore = createMemoryEventStore()) {}

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** @param options past: the desk before; runSize: rows that memory holds; cacheCapacity: tickets. */
  async import(
    path: string,
    mapping: Mapping,
    options: { readonly past?: DeskPast; readonly runSize?: number; readonly cacheCapacity?: number } = {},
  ): Promise<Imported> {
    const { past = await this.past(), runSize, cacheCapacity } = options;
    const problems = mappingProblems(mapping, finalePolicy);
    if (problems.length > 0) throw new MappingRefused(problems);
    const refused: { line: number; code: string }[] = [];
    const pass = await firstPass({
      path,
      mapping,
      policy: finalePolicy,
      folder: this.folder,
      ...(runSize === undefined ? {} : { runSize }),
      onUnreadable: (line, code) => void refused.push({ line, code }),
    });
    const readTime = timeReader(mapping.dates, mapping.zone ?? finalePolicy.zone);
    const compiled = compileMapping(mapping, { columns: pass.columns, desk: 'finale', readTime });
    const importer = new Importer({
      desk: 'finale',
      past,
      mapping: compiled,
      columns: pass.columns,
      store: this.store,
      codec: this.codec,
      policies: {
        policy: async () => finalePolicy,
        current: async (_, at) => (at < '2010-01-01' ? undefined : finalePolicy),
      },
      nextNumber: async (now) => formatTicketNumber('FI', Number(now.slice(0, 4)), (this.drawn += 1)),
      onRefused: (line, code) => void refused.push({ line, code }),
      ...(cacheCapacity === undefined ? {} : { cacheCapacity }),
    });
    return { tally: await importer.run(pass.rows(compiled.watched)), refused };
  }

  /** The log, personal texts in clear. */
  async events(): Promise<readonly EventEnvelope<TicketEvent>[]> {
    const { events } = await this.store.readAll({ after: BEGINNING, limit: 1_000_000 });
    return this.codec.decodeBatch<TicketEvent>(events);
  }

  /** What a read model would say of the desk. */
  async past(): Promise<DeskPast> {
    const open = new Set<string>();
    let clock: string | undefined;
    for (const { stream, event, metadata } of await this.events()) {
      const id = stream.slice('ticket-'.length);
      if (event.type === 'Opened' || event.type === 'Reopened') open.add(id);
      if (event.type === 'Closed') open.delete(id);
      clock = metadata.decidedAt;
    }
    return { clock, openTickets: [...open] };
  }

  drop(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function keysInMemory(): SubjectKeys {
  const made = new Map<string, { current: number; keys: Map<number, Uint8Array> }>();
  const keysFor: SubjectKeys['keysFor'] = async (subjects) =>
    new Map([...made].filter(([subject]) => subjects.includes(subject)));
  return {
    keysFor,
    ensure: async (subjects) => {
      for (const subject of subjects)
        if (!made.has(subject)) made.set(subject, { current: 1, keys: new Map([[1, randomBytes(32)]]) });
      return keysFor(subjects);
    },
  };
}

function textsInMemory(): LongTexts {
  const kept = new Map<string, Uint8Array>();
  return {
    put: async (texts) => texts.forEach(({ digest, sealed }) => kept.set(digest, sealed)),
    get: async (digests) => new Map([...kept].filter(([digest]) => digests.includes(digest))),
  };
}
