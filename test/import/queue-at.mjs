/**
 * The queue of a moment straight from finale.csv, by the rules that examples/finale.mapping.json states and nothing of the
 * product: what the imported desk is compared with. `node test/import/queue-at.mjs FILE INSTANT` prints the open cases in order.
 */
import { readFileSync } from 'node:fs';

/** @returns {Case[]} @param {string} text of the file */
export function readCases(text) {
  const lines = text.trim().split(/\r?\n/).slice(1);
  const rows = lines.map((line, place) => {
    const cells = line.split(',');
    return { place, id: cells[0], activity: cells[1], at: romeInstant(cells[3]), seriousness: cells[11] };
  });
  const cases = new Map();
  for (const row of rows) cases.set(row.id, [...(cases.get(row.id) ?? []), row]);
  return [...cases.values()].map((list) => list.sort((a, b) => a.at - b.at || a.place - b.place));
}

/** Open cases at the instant (rows at that very instant included), the most serious and oldest first. */
export function queueAt(cases, instant) {
  return cases
    .map((rows) => stateOf(rows.filter(({ at }) => at <= instant)))
    .filter((state) => state?.open === true)
    .sort((a, b) => a.rank - b.rank || a.arrival - b.arrival || a.place - b.place)
    .map(({ id, rank }) => ({ id, rank }));
}

function stateOf(rows) {
  if (rows.length === 0) return undefined;
  const [{ id, at, place, seriousness }] = rows;
  const state = { id, arrival: at, place, rank: rankOf(seriousness), open: true };
  rows.forEach((row, i) => {
    if (!state.open && row.activity === 'Take in charge ticket') state.open = true;
    if (!state.open) return;
    if (i > 0 && row.seriousness !== rows[i - 1].seriousness) state.rank = rankOf(row.seriousness);
    if (row.activity === 'Closed') state.open = false;
  });
  return state;
}

const rankOf = (seriousness) => Number(seriousness.replace('Value ', ''));

/** Italian wall-clock time; one that comes twice is its first occurrence, one that is skipped counts on from before. */
function romeInstant(local) {
  const utc = Date.parse(`${local.replaceAll('/', '-').replace(' ', 'T')}Z`);
  const hour = 3_600_000;
  return [utc - 2 * hour, utc - hour].find((at) => at + romeOffset(at) === utc) ?? utc - hour;
}

const hourOf = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Rome', hour: 'numeric', hourCycle: 'h23' });

function romeOffset(at) {
  const ahead = (Number(hourOf.format(at)) - new Date(at).getUTCHours() + 24) % 24;
  return ahead * 3_600_000;
}

if (process.argv[1] !== undefined && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  const [file, instant] = process.argv.slice(2);
  const queue = queueAt(readCases(readFileSync(file, 'utf8')), Date.parse(instant));
  queue.forEach(({ id, rank }, i) => console.log(`${i + 1}\t${id}\t${rank}`));
}
