import { type Refusal } from '#event-sourcing';
import { type Policy } from '#regulation';
import { type TicketCommand, ticketDecider, type TicketEvent, type TicketState } from '#tickets';
import { type By } from '../mapping/compile-command.js';
import { type CompiledMapping } from '../mapping/compile-mapping.js';
import { RowRefused } from '../mapping/row-refused.js';
import { type TimedRow } from '../reading/source-row.js';

/** Events of one command of a row, and who gave it. */
export interface DecidedCommand {
  readonly events: readonly TicketEvent[];
  readonly actor: string;
  readonly role: string;
}

export type DecidedRow =
  | { readonly kind: 'changed'; readonly commands: readonly DecidedCommand[]; readonly opens: boolean }
  | { readonly kind: 'idle'; readonly reason: 'no-command' | 'condition' | 'nothing-new' | 'after-close' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Stands for the number until the row is accepted, so that a refused row draws none. */
export const NO_NUMBER = 'unnumbered';

/**
 * Decides what a row changes: its commands one after the other, each on what those before it left. All of them or none: one
 * refusal refuses the row.
 *
 * @throws RowRefused when the row itself gives too little, or stands after a close where that is refused.
 */
export function decideRow(
  row: TimedRow,
  ticket: TicketState,
  mapping: CompiledMapping,
  policy: Policy,
): DecidedRow {
  const decision = new RowDecision(row, ticket, mapping, policy);
  if (ticket.status === 'unopened') {
    decision.command({ ...mapping.open(row), number: NO_NUMBER }, mapping.by);
  } else if (ticket.status === 'closed') {
    const after = mapping.afterClose(row);
    if (after === 'without-effect') return { kind: 'idle', reason: 'after-close' };
    if (after === 'refuse') throw new RowRefused('after-close');
    if (after === 'reopen') {
      decision.command({ type: 'Reopen', reason: mapping.reopenReason(row.cells) }, mapping.by);
    }
  }
  const steps = mapping.steps(row);
  for (const step of steps) {
    if (decision.refusal !== undefined) break;
    if (step.holds(decision.ticket, row.cells)) decision.command(step.command(row.cells), step.by);
  }
  return decision.outcome(steps.length > 0, ticket.status === 'unopened');
}

class RowDecision {
  refusal: Refusal | undefined;
  private readonly commands: DecidedCommand[] = [];
  private asked = false;

  constructor(
    private readonly row: TimedRow,
    public ticket: TicketState,
    private readonly mapping: CompiledMapping,
    private readonly policy: Policy,
  ) {}

  command(command: TicketCommand, by: By): void {
    const { at, cells } = this.row;
    const actor = by.actor(cells);
    const role = by.role(cells);
    this.asked = true;
    const decision = ticketDecider.decide(command, this.ticket, {
      now: at,
      occurredAt: at,
      actor: { id: actor, role },
      channel: this.mapping.channel(cells),
      policy: this.policy,
    });
    if (decision.kind === 'refused') {
      this.refusal = decision.refusal;
      return;
    }
    if (decision.events.length === 0) return;
    this.ticket = decision.events.reduce((state, event) => ticketDecider.evolve(state, event), this.ticket);
    this.commands.push({ events: decision.events, actor, role });
  }

  outcome(hasSteps: boolean, opens: boolean): DecidedRow {
    if (this.refusal !== undefined) return { kind: 'refused', refusal: this.refusal };
    if (this.commands.length > 0) return { kind: 'changed', commands: this.commands, opens };
    if (this.asked) return { kind: 'idle', reason: 'nothing-new' };
    return { kind: 'idle', reason: hasSteps ? 'condition' : 'no-command' };
  }
}

export function numbered(commands: readonly DecidedCommand[], number: string): readonly DecidedCommand[] {
  return commands.map((command) => ({
    ...command,
    events: command.events.map((event) =>
      event.type === 'Opened' ? { ...event, data: { ...event.data, number } } : event,
    ),
  }));
}
