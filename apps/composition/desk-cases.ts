import { type DeskCases } from '#desks';
import { type ReadStore } from '#read-store';
import { clockAt } from '#tickets';

/** Whether a desk has a ticket, open or closed: its clock shows nothing before the first event of one. */
export function deskCases(readStore: ReadStore): DeskCases {
  return { hasCase: async (desk) => (await clockAt(readStore, desk)) !== undefined };
}
