import { clearText, type EventEnvelope, type Projection, streamId } from '#event-sourcing';
import { type StaffEvent } from '../domain/staff.events.js';

export type StaffRow = {
  readonly id: string;
  /** Null where the person was erased. */
  readonly name: string | null;
  readonly roles: readonly string[];
  readonly desks: readonly string[];
  readonly active: boolean;
  readonly version: number;
};

/** Who is who: the one view that shows the names of staff. */
export const staffDirectory: Projection<StaffRow, StaffEvent> = {
  name: 'staff_directory',
  version: 1,
  needsPersonal: true,
  table: {
    name: 'staff_directory',
    columns: {
      id: { type: 'text', byteOrder: true },
      name: { type: 'text', nullable: true },
      roles: { type: 'jsonb' },
      desks: { type: 'jsonb' },
      active: { type: 'boolean' },
      version: { type: 'integer' },
    },
    key: ['id'],
  },
  handles: ['StaffRegistered', 'StaffRenamed', 'StaffAppointed', 'StaffDeactivated', 'StaffReactivated'],
  keys: (envelope) => [streamId(envelope.stream)],
  evolve,
};

function evolve(
  row: StaffRow | undefined,
  { event, stream, version }: EventEnvelope<StaffEvent>,
): StaffRow | undefined {
  if (event.type === 'StaffRegistered') {
    const { name, roles, desks } = event.data;
    return { id: streamId(stream), name: clearText(name) ?? null, roles, desks, active: true, version };
  }
  if (row === undefined) return undefined;
  switch (event.type) {
    case 'StaffRenamed':
      return { ...row, name: clearText(event.data.name) ?? null, version };
    case 'StaffAppointed':
      return { ...row, roles: event.data.roles, desks: event.data.desks, version };
    case 'StaffDeactivated':
      return { ...row, active: false, version };
    case 'StaffReactivated':
      return { ...row, active: true, version };
    default:
      return event satisfies never;
  }
}
