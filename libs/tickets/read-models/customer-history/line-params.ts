import { type TicketEvent } from '../../domain/ticket.events.js';

export type LineParams = { readonly [name: string]: string | number | boolean };

/** Top-level figures of an event; ids of people stay out, since a line names its actor and its customer by itself. */
const LEFT_OUT = new Set(['customer', 'organisation', 'desk']);

/**
 * What a readable line may show of an event: its top-level texts, numbers and truths. Personal values come sealed here
 * and are objects, so none of them can slip in.
 */
export function lineParams(event: TicketEvent): LineParams {
  const params: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(event.data)) {
    if (LEFT_OUT.has(name)) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      params[name] = value;
    }
  }
  return params;
}
