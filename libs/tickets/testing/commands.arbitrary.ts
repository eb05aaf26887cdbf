import fc from 'fast-check';
import { type Regulation } from '#regulation';
import { type TicketCommand } from '../domain/ticket.commands.js';
import { CUSTOMER, OTHER_CUSTOMER, TICKET } from './scenario.js';

const text = fc.constantFrom('first words', 'more words');

/** Any command that a ticket of this desk may get, sensible or not. */
export function anyCommand(regulation: Regulation, clocks: readonly string[]): fc.Arbitrary<TicketCommand> {
  const priority = fc.constantFrom(...regulation.priorities.map(({ code }) => code), 'no-such');
  const channel = fc.constantFrom(...regulation.channels.map(({ code }) => code), 'no-such');
  const reason = fc.constantFrom(...regulation.closing.reasons.map(({ code }) => code), 'no-such');
  const item = fc.constantFrom(...regulation.requiredFields.map(({ field }) => field), 'logs', 'photo');
  const items = fc.uniqueArray(item, { maxLength: 3 });
  const future = fc
    .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) })
    .map((ms) => new Date(ms).toISOString());
  const ground = fc.constantFrom(
    ...(regulation.queue.outOfTurn?.grounds.map(({ code }) => code) ?? []),
    'no-such',
  );
  const factors = Object.fromEntries((regulation.estimates?.factors ?? []).map(({ code }) => [code, 'some']));
  const usual = fc.oneof<fc.Arbitrary<TicketCommand>[]>(
    fc.record({ type: fc.constant('ProposePriority' as const), priority }),
    fc.record({ type: fc.constant('Prioritize' as const), priority, reason: text }),
    fc.record({ type: fc.constant('TakeOutOfTurn' as const), ground }),
    fc.record({ type: fc.constant('PutBackInTurn' as const), reason: text }),
    fc.record({ type: fc.constant('Assign' as const), assignee: fc.constantFrom('anna', 'boris') }),
    fc.record({ type: fc.constant('TakeUp' as const), assignee: fc.constantFrom('anna', 'boris') }),
    fc.record({ type: fc.constant('Answer' as const), text, channel, solution: fc.boolean() }),
    fc.record({ type: fc.constant('RequestInformation' as const), text, items }),
    fc.record({ type: fc.constant('Reply' as const), text, channel, supplies: items }),
    fc.record({ type: fc.constant('EscalateToDevelopers' as const), question: text }),
    fc.record({ type: fc.constant('RecordDevelopersAnswer' as const), text }),
    fc.record({
      type: fc.constant('ForwardToManufacturer' as const),
      manufacturer: fc.constant('Acme'),
      defect: fc.constantFrom('mismatch' as const, 'bug' as const),
      text,
    }),
    fc.record({ type: fc.constant('RecordManufacturerAnswer' as const), text }),
    fc.record(
      { type: fc.constant('InformCustomer' as const), text, channel, nextUpdateBy: future },
      { requiredKeys: ['type', 'text', 'channel'] },
    ),
    fc.record({
      type: fc.constant('AddNote' as const),
      text,
      visibility: fc.constantFrom('public' as const, 'internal' as const),
    }),
    fc.record({
      type: fc.constant('GiveEstimate' as const),
      solvedBy: future,
      factors: fc.constant(factors),
    }),
    fc.record({ type: fc.constant('AgreeDate' as const), by: future, reason: text }),
    fc.record({ type: fc.constant('LogCall' as const), channel, declined: fc.boolean() }),
    fc.record({ type: fc.constant('RecordWish' as const), text }),
    fc.record({
      type: fc.constant('CorrectCustomer' as const),
      to: fc.constantFrom(CUSTOMER, OTHER_CUSTOMER),
      reason: text,
    }),
    fc.record({ type: fc.constant('CorrectClose' as const), reason: text }),
    fc.record({
      type: fc.constant('AnnulBreach' as const),
      clock: fc.constantFrom(...clocks, 'no-such'),
      reason: text,
    }),
    fc.record({ type: fc.constant('Reopen' as const), reason: text }),
    fc.record({
      type: fc.constant('RecordContinuation' as const),
      by: fc.constant(TICKET),
      byNumber: fc.constant('HD-26000002-Y'),
    }),
    fc.constant({ type: 'Advance' as const }),
  );
  // Endings are rare, else most histories would be over after a few commands.
  const endings = fc.oneof<fc.Arbitrary<TicketCommand>[]>(
    fc.record({ type: fc.constant('Close' as const), reason }),
    fc.record({
      type: fc.constant('MarkAsDuplicate' as const),
      of: fc.constant(TICKET),
      ofNumber: fc.constant('HD-26000002-Y'),
    }),
  );
  return fc.oneof({ weight: 14, arbitrary: usual }, { weight: 1, arbitrary: endings });
}
