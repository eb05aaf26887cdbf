import { type OpenTicket } from '#tickets';
import { type TimedRow } from '../reading/source-row.js';
import {
  type By,
  compileBy,
  type CompileContext,
  compileId,
  compileStep,
  required,
  type Step,
} from './compile-command.js';
import { type AfterClose, type Mapping, type Value } from './mapping.schema.js';
import { RowRefused } from './row-refused.js';
import { compileValue, type ReadValue } from './values.js';

/** A mapping ready for rows. Its methods throw RowRefused for rows that give them too little. */
export interface CompiledMapping {
  readonly by: By;
  readonly channel: ReadValue;
  /** Columns that `TimedRow.before` must hold, in this order. */
  readonly watched: readonly number[];
  readonly customer: ReadValue;
  readonly reopenReason: ReadValue;
  /** Everything but the number. */
  open(row: TimedRow): Omit<OpenTicket, 'number'>;
  /** What the row asks of its ticket once that is open, in order; conditions are looked at one after the other. */
  steps(row: TimedRow): readonly Step[];
  afterClose(row: TimedRow): AfterClose;
}

/** @param mapping checked against the file's columns and the desk's regulation. */
export function compileMapping(mapping: Mapping, context: CompileContext): CompiledMapping {
  const { columns, desk } = context;
  const activityIndex =
    mapping.columns.activity === undefined ? undefined : columns.indexOf(mapping.columns.activity);
  const activityOf = (row: TimedRow) => row.cells[activityIndex ?? -1]?.trim() ?? '';
  const activities = new Map(
    Object.entries(mapping.activities ?? {}).map(([name, list]) => [
      name,
      list.map((command) => compileStep(command, mapping, context)),
    ]),
  );
  const watched = [...new Set((mapping.changes ?? []).map(({ column }) => columns.indexOf(column) ?? -1))];
  const changes = compileChanges(mapping, watched, context);
  const customer = required(compileId(mapping.open.customer, 'customer-id', context), 'open.customer');
  const { rows: afterClose, activities: afterCloseOf = {}, reason } = mapping.afterClose;

  return {
    by: compileBy(mapping.by, context),
    channel: required(compileValue(mapping.channel, columns, desk), 'channel'),
    watched,
    customer,
    reopenReason: compileValue(reason ?? 'import', columns, desk),
    open: compileOpening(mapping, customer, context),
    steps(row) {
      const steps = [...changes(row)];
      if (activityIndex === undefined || mapping.activities === undefined) return steps;
      const activity = activityOf(row);
      const mapped = activities.get(activity);
      if (mapped !== undefined) return [...steps, ...mapped];
      if (mapping.otherActivities === 'refuse-row') throw new RowRefused('activity-unknown', { activity });
      return steps;
    },
    afterClose: (row) => afterCloseOf[activityOf(row)] ?? afterClose,
  };
}

const MOST_RISES = 20;

function compileChanges(mapping: Mapping, watched: readonly number[], context: CompileContext) {
  const compiled = (mapping.changes ?? []).map(({ column, from, to, rises, first, commands }) => {
    const index = context.columns.indexOf(column) ?? -1;
    return {
      index,
      place: watched.indexOf(index),
      first: first === true,
      rises: rises === true,
      fits: (before: string, now: string) =>
        before !== now && (from?.includes(before) ?? true) && (to?.includes(now) ?? true),
      steps: commands.map((command) => compileStep(command, mapping, context)),
    };
  });
  return (row: TimedRow): readonly Step[] =>
    compiled.flatMap(({ index, place, first, rises, fits, steps }) => {
      if (row.before === undefined && !first) return [];
      const before = row.before?.[place]?.trim() ?? '';
      const now = row.cells[index]?.trim() ?? '';
      if (!fits(before, now)) return [];
      return rises ? Array.from({ length: risen(before, now) }, () => steps).flat() : steps;
    });
}

function risen(before: string, now: string): number {
  const by = Math.floor(Number(now) - Number(before));
  return Number.isFinite(by) ? Math.max(0, Math.min(by, MOST_RISES)) : 0;
}

function compileOpening({ open, channel }: Mapping, customer: ReadValue, context: CompileContext) {
  const { columns, desk } = context;
  const read = (value: Value | undefined): ReadValue =>
    value === undefined ? () => '' : compileValue(value, columns, desk);
  const organisation =
    open.organisation === undefined ? () => '' : compileId(open.organisation, 'organisation-id', context);
  const serviceKind = required(read(open.serviceKind), 'open.serviceKind');
  const subject = required(read(open.subject), 'open.subject');
  const text = required(read(open.text), 'open.text');
  const by = required(read(channel), 'channel');
  const optional = { tariff: read(open.tariff), priority: read(open.priority), product: read(open.product) };
  const groups = {
    contact: group(open.contact ?? {}, read),
    equipment: group(open.equipment ?? {}, read),
    attributes: group(open.attributes ?? {}, read),
  };
  return ({ cells }: TimedRow): Omit<OpenTicket, 'number'> => ({
    type: 'OpenTicket',
    desk,
    customer: customer(cells),
    channel: by(cells),
    serviceKind: serviceKind(cells),
    subject: subject(cells),
    text: text(cells),
    ...filled({ organisation, ...optional }, cells),
    ...nonEmpty('contact', groups.contact(cells)),
    ...nonEmpty('equipment', groups.equipment(cells)),
    ...nonEmpty('attributes', groups.attributes(cells)),
  });
}

type Group = Readonly<Record<string, Value | undefined>>;

function group(values: Group, read: (value: Value | undefined) => ReadValue) {
  const readers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, read(value)]));
  return (cells: readonly string[]) => filled(readers, cells);
}

/** What the row gives; a cell that is empty gives nothing. */
function filled(
  readers: Readonly<Record<string, ReadValue>>,
  cells: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readers)
      .map(([name, read]) => [name, read(cells)] as const)
      .filter(([, text]) => text !== ''),
  );
}

function nonEmpty(name: string, texts: Record<string, string>): Record<string, Record<string, string>> {
  return Object.keys(texts).length === 0 ? {} : { [name]: texts };
}
