import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpsContext } from '../../apps/ops/cli/ops-context.js';
import { withHelpDesk } from '../../apps/ops/cli/with-help-desk.js';
import { caughtUp } from '../../apps/ops/desk/caught-up.js';
import { importedId } from '../../apps/ops/import/mapping/values.js';
import { queueAt } from '../../apps/ops/queue/queue-at.js';
import { queueFromLog } from '../../apps/ops/queue/queue-from-log.js';
import { type Installation, installation } from '../../apps/ops/testing/installation.js';
import { type HelpDesk } from '../../apps/composition/help-desk.js';

const LOG = fileURLToPath(new URL('../../../shared/data/help-desk-log/finale.csv', import.meta.url));
const MAPPING = fileURLToPath(new URL('../../examples/finale.mapping.json', import.meta.url));
/** Plain JavaScript, so that it shares nothing with the product. */
const SCRIPT: string = './queue-at.mjs';
const script = (await import(SCRIPT)) as {
  readCases(text: string): readonly (readonly { readonly at: number }[])[];
  queueAt(cases: unknown, instant: number): readonly { readonly id: string; readonly rank: number }[];
};

if (existsSync(LOG)) compared();
else {
  describe('the queue of any moment', () => {
    it('is not compared with the real log: ../shared/data is absent', () => {
      process.stderr.write(`SKIPPED: ${LOG} is absent, the imported queue was compared with nothing\n`);
      expect(existsSync(LOG)).toBe(false);
    });
  });
}

function compared(): void {
  describe('the queue of any moment, after the import of the real log', () => {
    let desk: Installation;
    let report: { exitCode: number; out: string; err: string };
    const cases = script.readCases(readFileSync(LOG, 'utf8'));

    beforeAll(async () => {
      desk = await installation(randomBytes(32));
      const refused = join(desk.folder, 'refused.csv');
      report = await desk.ops('import', LOG, '--mapping', MAPPING, '--desk', 'finale', '--refused', refused);
    }, 600_000);
    afterAll(() => desk.drop());

    it('accounts for every row', () => {
      expect(report).toMatchObject({ exitCode: 0, err: '' });
      expect(report.out).toContain('21348 rows = ');
      expect(report.out).toContain('+ 0 refused');
    });

    it('equals what the file cut there gives, by the read model and by the replayed log', async () => {
      await withHelpDesk(new OpsContext(desk.env), 'test', async (helpDesk) => {
        await caughtUp(helpDesk);
        const moments = momentsOf(cases);
        expect(moments.length).toBeGreaterThanOrEqual(24);
        let longest = 0;
        for (const moment of moments) {
          const at = new Date(moment).toISOString();
          const expected = script
            .queueAt(cases, moment)
            .map(({ id, rank }) => `${importedId('finale', 'case', id)} seriousness-${rank}`);
          longest = Math.max(longest, expected.length);
          expect({ at, queue: await fromReadModel(helpDesk, at) }).toEqual({ at, queue: expected });
        }
        // Each replay reads the log from its beginning, so a few will do.
        for (const moment of moments.filter((_, i) => i % 6 === 3)) {
          const at = new Date(moment).toISOString();
          const rows = await queueFromLog(helpDesk, 'finale', at);
          const replayed = rows.map(({ ticket, priority }) => `${ticket} ${priority}`);
          expect({ at, queue: replayed }).toEqual({ at, queue: await fromReadModel(helpDesk, at) });
        }
        expect(longest).toBeGreaterThan(100);
      });
    }, 600_000);
  });
}

async function fromReadModel({ readStore }: HelpDesk, at: string): Promise<readonly string[]> {
  const { entries, total } = await queueAt(readStore, 'finale', { at, limit: 100_000 });
  expect(entries).toHaveLength(total);
  return entries.map(({ ticket, priority }) => `${ticket} ${priority}`);
}

/** Spread over the years, and at the edges: the very instant of a row, the millisecond before it, before all, at the end. */
function momentsOf(cases: readonly (readonly { readonly at: number }[])[]): readonly number[] {
  const instants = cases
    .flat()
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const [first = 0] = instants;
  const last = instants.at(-1) ?? 0;
  const spread = Array.from({ length: 20 }, (_, i) => Math.round(first + ((i + 0.37) / 20) * (last - first)));
  const edges = [0.1, 0.3, 0.5, 0.7].flatMap((share) => {
    const at = instants[Math.floor(share * instants.length)] ?? first;
    return [at, at - 1];
  });
  return [first - 1, first, ...spread, ...edges, last];
}
