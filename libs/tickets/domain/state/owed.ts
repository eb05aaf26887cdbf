import { type Party } from '#regulation';
import { type TicketEvent } from '../ticket.events.js';

/** Who owes something on the ticket, and what it is. The first line owes whenever nobody else does. */
export interface Owed {
  /** Information asked for, or confirming and closing after the solution. */
  readonly customer?: 'information' | 'confirmation';
  readonly developers?: true;
  readonly manufacturer?: true;
}

/** Who owes what after the event; the same object when the event changes nothing of it. */
export function owedAfter(owed: Owed, event: TicketEvent): Owed {
  switch (event.type) {
    case 'Opened':
      return event.data.awaitsCustomer ? { customer: 'information' } : {};
    case 'Answered':
      // An answer that is no solution takes the confirmation back; what was asked for is still owed.
      if (owed.customer === 'information') return owed;
      return change(owed, { customer: event.data.solution ? 'confirmation' : undefined });
    case 'InformationRequested':
      return change(owed, { customer: 'information' });
    case 'CustomerReplied':
      return event.data.completes ? change(owed, { customer: undefined }) : owed;
    case 'EscalatedToDevelopers':
      return change(unconfirmed(owed), { developers: true });
    case 'DevelopersAnswered':
      return change(owed, { developers: undefined });
    case 'ForwardedToManufacturer':
      return change(unconfirmed(owed), { manufacturer: true });
    case 'ManufacturerAnswered':
      return change(owed, { manufacturer: undefined });
    case 'Reopened':
      return {};
    default:
      return owed;
  }
}

type OwedChange = { readonly [Key in keyof Owed]?: Owed[Key] | undefined };

function change(owed: Owed, to: OwedChange): Owed {
  const { customer, developers, manufacturer } = { ...owed, ...to };
  return {
    ...(customer && { customer }),
    ...(developers && { developers }),
    ...(manufacturer && { manufacturer }),
  };
}

/** Work goes on elsewhere, so the customer has nothing to confirm any more. */
function unconfirmed(owed: Owed): Owed {
  return owed.customer === 'confirmation' ? change(owed, { customer: undefined }) : owed;
}

/** Who owes the next step: whoever is farthest from the first line, the customer before all. */
export function waitingFor(owed: Owed): Party {
  if (owed.customer) return 'customer';
  if (owed.manufacturer) return 'manufacturer';
  return owed.developers ? 'developers' : 'first-line';
}

/** Everybody who owes something now. */
export function debtors(owed: Owed): readonly Party[] {
  const parties: Party[] = [];
  if (owed.customer) parties.push('customer');
  if (owed.manufacturer) parties.push('manufacturer');
  if (owed.developers) parties.push('developers');
  return parties.length > 0 ? parties : ['first-line'];
}
