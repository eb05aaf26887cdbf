import { type Applicability } from '../document/sla-target.js';
import { type Regulation } from '../document/regulation.js';
import { type Problem, problem } from './problem.js';

type Path = readonly (string | number)[];
type Kind =
  | 'schedule'
  | 'channel'
  | 'tariff'
  | 'service-kind'
  | 'section'
  | 'priority'
  | 'target'
  | 'closing-reason'
  | 'catalogue'
  | 'price-list'
  | 'price-list-item'
  | 'line'
  | 'article';

/** Every code that one part of the document takes from another, where it stands and what it must name. */
function* references(r: Regulation): Generator<{ kind: Kind; code: string; path: Path }> {
  const list = function* (kind: Kind, codes: readonly string[] | undefined, ...path: Path) {
    for (const [i, code] of (codes ?? []).entries()) yield { kind, code, path: [...path, i] };
  };
  const one = function* (kind: Kind, code: string | undefined, ...path: Path) {
    if (code !== undefined) yield { kind, code, path };
  };
  const applicable = function* (applies: Applicability, ...path: Path) {
    yield* list('priority', applies.priorities, ...path, 'priorities');
    yield* list('tariff', applies.tariffs, ...path, 'tariffs');
    yield* list('service-kind', applies.serviceKinds, ...path, 'serviceKinds');
    yield* list('channel', applies.channels, ...path, 'channels');
  };

  for (const [i, c] of r.channels.entries()) {
    yield* one('schedule', c.intake, 'channels', i, 'intake');
    yield* one('schedule', c.service, 'channels', i, 'service');
    yield* list('tariff', c.tariffs, 'channels', i, 'tariffs');
  }
  for (const [i, t] of r.tariffs.entries()) {
    yield* one('schedule', t.schedule, 'tariffs', i, 'schedule');
    yield* list('service-kind', t.serviceKinds, 'tariffs', i, 'serviceKinds');
  }
  for (const [i, e] of r.entitlement.entries())
    yield* list('channel', e.channels, 'entitlement', i, 'channels');
  for (const [i, k] of r.serviceKinds.entries()) {
    yield* one('section', k.section, 'serviceKinds', i, 'section');
    yield* one('price-list', k.charged?.priceList, 'serviceKinds', i, 'charged', 'priceList');
  }
  for (const [i, e] of r.exclusions.entries()) {
    yield* list('section', e.sections, 'exclusions', i, 'sections');
    yield* one('catalogue', e.catalogue, 'exclusions', i, 'catalogue');
  }
  for (const [i, p] of r.priorities.entries()) {
    const duty = ['priorities', i, 'callDuty'];
    yield* one('line', p.callDuty?.line, ...duty, 'line');
    yield* one('line', p.callDuty?.offHours?.line, ...duty, 'offHours', 'line');
    yield* list('tariff', p.callDuty?.offHours?.tariffs, ...duty, 'offHours', 'tariffs');
  }
  for (const [i, t] of r.targets.entries()) {
    yield* applicable(t.applies, 'targets', i, 'applies');
    if (t.schedule !== 'tariff') yield* one('schedule', t.schedule, 'targets', i, 'schedule');
    for (const side of ['startedBy', 'metBy'] as const)
      for (const [j, trigger] of t[side].entries())
        yield* list('channel', trigger.channels, 'targets', i, side, j, 'channels');
  }
  yield* list('priority', r.queue.outOfTurn?.priorities, 'queue', 'outOfTurn', 'priorities');
  const silence = r.closing.silence;
  yield* one('schedule', silence?.schedule, 'closing', 'silence', 'schedule');
  yield* one('closing-reason', silence?.reason, 'closing', 'silence', 'reason');
  yield* one('schedule', r.reopening.schedule, 'reopening', 'schedule');
  for (const [i, f] of r.requiredFields.entries())
    yield* applicable(f.applies, 'requiredFields', i, 'applies');
  for (const [i, rule] of (r.routing ?? []).entries())
    yield* applicable(rule.applies, 'routing', i, 'applies');
  yield* one('schedule', r.estimates?.usualMean?.schedule, 'estimates', 'usualMean', 'schedule');
  yield* one('target', r.forwarding?.nextUpdate, 'forwarding', 'nextUpdate');
  for (const [i, need] of (r.remoteAccess?.requirements ?? []).entries())
    yield* one('article', need.article, 'remoteAccess', 'requirements', i, 'article');
  for (const [i, line] of (r.calls?.lines ?? []).entries()) {
    yield* one('channel', line.channel, 'calls', 'lines', i, 'channel');
    yield* one('schedule', line.schedule, 'calls', 'lines', i, 'schedule');
    yield* list('tariff', line.tariffs, 'calls', 'lines', i, 'tariffs');
  }
  yield* one('schedule', r.visits?.schedule, 'visits', 'schedule');
  const late = r.visits?.lateCancellation;
  yield* one('price-list', late?.priceList, 'visits', 'lateCancellation', 'priceList');
  yield* one(
    'price-list-item',
    late && `${late.priceList}/${late.item}`,
    'visits',
    'lateCancellation',
    'item',
  );
  yield* one('schedule', r.claims?.schedule, 'claims', 'schedule');
}

const codes = (list: readonly { readonly code: string }[] | undefined): string[] =>
  (list ?? []).map((entry) => entry.code);

const known = (r: Regulation): Record<Kind, string[]> => ({
  schedule: Object.keys(r.schedules),
  channel: codes(r.channels),
  tariff: codes(r.tariffs),
  'service-kind': codes(r.serviceKinds),
  section: codes(r.sections),
  priority: codes(r.priorities),
  target: codes(r.targets),
  'closing-reason': codes(r.closing.reasons),
  catalogue: codes(r.catalogues),
  'price-list': codes(r.priceLists),
  'price-list-item': (r.priceLists ?? []).flatMap((p) => p.items.map((i) => `${p.code}/${i.item}`)),
  line: codes(r.calls?.lines),
  article: codes(r.knowledge),
});

/** Codes that name nothing, codes given twice, schedules that nothing uses. */
export function validateReferences(r: Regulation): Problem[] {
  const names = known(r);
  const used = [...references(r)];
  const unknown = used
    .filter(({ kind, code }) => !names[kind].includes(code))
    .map(({ kind, code, path }) => problem('reference-unknown', path, { kind, code }));
  const schedules = new Set(used.filter(({ kind }) => kind === 'schedule').map(({ code }) => code));
  const unused = names.schedule
    .filter((name) => !schedules.has(name))
    .map((name) => problem('schedule-unused', ['schedules', name], { schedule: name }));
  return [...unknown, ...unused, ...repeatedCodes(r)];
}

function repeatedCodes(r: Regulation): Problem[] {
  const lists: readonly (readonly [Path, readonly string[]])[] = [
    [['channels'], codes(r.channels)],
    [['tariffs'], codes(r.tariffs)],
    // One name can't be both a kind of service and what is excluded from service.
    [['serviceKinds'], [...codes(r.serviceKinds), ...codes(r.exclusions)]],
    [['sections'], codes(r.sections)],
    [['priorities'], codes(r.priorities)],
    [['targets'], codes(r.targets)],
    [['closing', 'reasons'], codes(r.closing.reasons)],
    [['directions'], codes(r.directions)],
    [['knowledge'], codes(r.knowledge)],
    [['catalogues'], codes(r.catalogues)],
    [['priceLists'], codes(r.priceLists)],
    [['calls', 'lines'], codes(r.calls?.lines)],
    [['claims', 'requiredFields'], codes(r.claims?.requiredFields)],
  ];
  return lists.flatMap(([path, all]) =>
    [...new Set(all.filter((code, i) => all.indexOf(code) !== i))].map((code) =>
      problem('code-repeated', path, { code }),
    ),
  );
}
