import { COMMAND_FIELDS, type FieldKind, isImportable } from './command-catalogue.js';
import { type MappedCommand, type Mapping, type Value } from './mapping.schema.js';

/** A value somewhere in a mapping, and what it has to be there. */
export interface Use {
  /** Path in the mapping, for people. */
  readonly where: string;
  readonly kind: FieldKind | 'role';
  readonly value: Value;
}

export interface PlacedCommand {
  readonly where: string;
  readonly command: MappedCommand;
}

export function commandsIn(mapping: Mapping): readonly PlacedCommand[] {
  const placed = (where: string, commands: readonly MappedCommand[]) =>
    commands.map((command, i) => ({ where: `${where}[${i}]`, command }));
  return [
    ...Object.entries(mapping.activities ?? {}).flatMap(([name, list]) => placed(`activities.${name}`, list)),
    ...(mapping.changes ?? []).flatMap((change, i) => placed(`changes[${i}].commands`, change.commands)),
  ];
}

/** Every value of a mapping. */
export function usesIn(mapping: Mapping): readonly Use[] {
  const { by, channel, open, afterClose } = mapping;
  const texts = (where: string, group: Readonly<Record<string, Value | undefined>> = {}): Use[] =>
    Object.entries(group).flatMap(([name, value]) =>
      value === undefined ? [] : [{ where: `${where}.${name}`, kind: 'text' as const, value }],
    );
  const one = (where: string, kind: Use['kind'], value: Value | undefined): Use[] =>
    value === undefined ? [] : [{ where, kind, value }];
  return [
    ...one('by.actor', 'code', by.actor),
    ...one('by.role', 'role', by.role),
    ...one('channel', 'channel', channel),
    ...one('open.customer', 'customer', open.customer),
    ...one('open.organisation', 'organisation', open.organisation),
    ...one('open.serviceKind', 'service-kind', open.serviceKind),
    ...one('open.tariff', 'tariff', open.tariff),
    ...one('open.priority', 'priority', open.priority),
    ...texts('open', { subject: open.subject, text: open.text, product: open.product }),
    ...texts('open.contact', open.contact),
    ...texts('open.equipment', open.equipment),
    ...texts('open.attributes', open.attributes),
    ...one('afterClose.reason', 'text', afterClose.reason),
    ...commandsIn(mapping).flatMap(usesOf),
  ];
}

function usesOf({ where, command }: PlacedCommand): Use[] {
  const fields = isImportable(command.command) ? COMMAND_FIELDS[command.command] : {};
  const given = Object.entries(command.with ?? {}).flatMap(([name, argument]): Use[] => {
    const kind = fields[name]?.kind;
    if (kind === undefined || typeof argument === 'boolean' || typeof argument === 'number') return [];
    const values = Array.isArray(argument) ? argument : [argument];
    return values.map((value) => ({ where: `${where}.${name}`, kind, value }));
  });
  const by = command.by;
  if (by === undefined) return given;
  return [
    ...given,
    { where: `${where}.by.actor`, kind: 'code', value: by.actor },
    { where: `${where}.by.role`, kind: 'role', value: by.role },
  ];
}
