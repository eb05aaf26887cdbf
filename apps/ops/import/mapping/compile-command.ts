import { toInstant } from '#working-time';
import { type TicketCommand } from '#tickets';
import { type Columns } from '../reading/columns.js';
import { COMMAND_FIELDS, type FieldKind, type ImportableCommand } from './command-catalogue.js';
import { compileCondition, type Holds } from './conditions.js';
import { type ReadTime } from './date-patterns.js';
import { type MappedCommand, type Mapping, type Value } from './mapping.schema.js';
import { RowRefused } from './row-refused.js';
import { compileValue, type IdScope, importedId, type ReadValue, shortened } from './values.js';

export interface CompileContext {
  readonly columns: Columns;
  readonly desk: string;
  readonly readTime: ReadTime;
}

/** Who did what a row says, and by which channel. */
export interface By {
  readonly actor: ReadValue;
  readonly role: ReadValue;
}

/** One thing that a row may ask of its ticket. */
export interface Step {
  readonly holds: Holds;
  readonly by: By;
  /** @throws RowRefused when the row lacks what the command needs. */
  command(cells: readonly string[]): TicketCommand;
}

type Argument = NonNullable<MappedCommand['with']>[string];
type ReadArgument = (cells: readonly string[]) => string | boolean | number | readonly string[] | undefined;

/** @param mapped checked: its command and fields are known. */
export function compileStep(
  mapped: MappedCommand,
  { by, channel }: Pick<Mapping, 'by' | 'channel'>,
  context: CompileContext,
): Step {
  const type = mapped.command as ImportableCommand;
  const fields = Object.entries(COMMAND_FIELDS[type]).map(([name, { kind, optional }]) => {
    const argument = mapped.with?.[name] ?? (kind === 'channel' ? channel : undefined);
    const read = argument === undefined ? () => undefined : compileArgument(argument, kind, context);
    return { name, read, isRequired: optional !== true };
  });
  return {
    holds: compileCondition(mapped.when, context.columns),
    by: compileBy(mapped.by ?? by, context),
    command: (cells) => {
      const given = fields.flatMap(({ name, read, isRequired }) => {
        const argument = read(cells);
        if (argument === undefined && isRequired)
          throw new RowRefused('value-missing', { field: `${type}.${name}` });
        return argument === undefined ? [] : [[name, argument] as const];
      });
      return { type, ...Object.fromEntries(given) } as unknown as TicketCommand;
    },
  };
}

export function compileBy(by: Mapping['by'], { columns, desk }: CompileContext): By {
  return {
    actor: required(compileValue(by.actor, columns, desk), 'by.actor'),
    role: required(compileValue(by.role, columns, desk), 'by.role'),
  };
}

export function required(read: ReadValue, field: string): ReadValue {
  return (cells) => {
    const text = read(cells);
    if (text === '') throw new RowRefused('value-missing', { field });
    return text;
  };
}

/** Customers and organisations are ids, whatever the file calls them by. */
export function compileId(value: Value, scope: IdScope, { columns, desk }: CompileContext): ReadValue {
  const read = compileValue(value, columns, desk);
  const isId = typeof value !== 'string' && value.as !== undefined && value.as !== 'slug';
  if (isId) return read;
  return (cells) => {
    const text = read(cells);
    return text === '' ? '' : importedId(desk, scope, text);
  };
}

function compileArgument(argument: Argument, kind: FieldKind, context: CompileContext): ReadArgument {
  if (typeof argument === 'boolean' || typeof argument === 'number') return () => argument;
  if (Array.isArray(argument)) {
    const all = argument.map((value) => compileValue(value, context.columns, context.desk));
    return (cells) => all.map((read) => read(cells)).filter((text) => text !== '');
  }
  const read = compileTyped(argument, kind, context);
  return (cells) => {
    const text = read(cells);
    if (text === '') return undefined;
    switch (kind) {
      case 'boolean':
        return truth(text);
      case 'integer':
        return integer(text);
      case 'instant':
        return instant(text, context.readTime);
      case 'codes':
        return [text];
      case 'text':
      case 'code':
      case 'priority':
      case 'channel':
      case 'closing-reason':
      case 'ground':
      case 'delay-cause':
      case 'service-kind':
      case 'tariff':
      case 'customer':
      case 'organisation':
      case 'visibility':
      case 'defect':
        return text;
      default:
        return kind satisfies never;
    }
  };
}

function compileTyped(value: Value, kind: FieldKind, context: CompileContext): ReadValue {
  if (kind === 'customer') return compileId(value, 'customer-id', context);
  if (kind === 'organisation') return compileId(value, 'organisation-id', context);
  return compileValue(value, context.columns, context.desk);
}

function truth(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw unknown(text);
  return text === 'true';
}

function integer(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw unknown(text);
  return Number(text);
}

function instant(text: string, readTime: ReadTime): string {
  const at = readTime(text);
  if (at === undefined) throw unknown(text);
  return toInstant(at);
}

function unknown(text: string): RowRefused {
  return new RowRefused('value-unknown', { column: '', value: shortened(text) });
}
