import { refusal } from '../../ticket.refusals.js';
import { type OpenHandlers } from './handler.js';

/** The ticket goes to the developers or the manufacturer, and comes back with their answer. */
export const partyHandlers: OpenHandlers<
  'EscalateToDevelopers' | 'RecordDevelopersAnswer' | 'ForwardToManufacturer' | 'RecordManufacturerAnswer'
> = {
  EscalateToDevelopers: ({ question }, ticket, { recording, policy }) => {
    if (policy.regulation.escalation?.developers !== true) return refusal('escalation-not-offered');
    if (ticket.owed.developers) return refusal('already-with-developers');
    const round = ticket.rounds.developers + 1;
    recording.record('EscalatedToDevelopers', { customer: ticket.customer, question, round });
    return undefined;
  },

  RecordDevelopersAnswer: ({ text }, ticket, { recording }) => {
    if (!ticket.owed.developers) return refusal('not-with-developers');
    const round = ticket.rounds.developers;
    recording.record('DevelopersAnswered', { customer: ticket.customer, text, round });
    return undefined;
  },

  ForwardToManufacturer: ({ manufacturer, defect, text, reference }, ticket, { recording, policy }) => {
    const rule = policy.regulation.forwarding;
    if (rule === undefined) return refusal('forwarding-not-offered');
    if (!rule.defects.includes(defect)) return refusal('defect-not-forwarded', { defect });
    if (ticket.owed.manufacturer) return refusal('already-with-manufacturer');
    recording.record('ForwardedToManufacturer', {
      customer: ticket.customer,
      manufacturer,
      defect,
      text,
      ...(reference !== undefined && { reference }),
      round: ticket.rounds.manufacturer + 1,
    });
    return undefined;
  },

  RecordManufacturerAnswer: ({ text, reference }, ticket, { recording }) => {
    if (!ticket.owed.manufacturer) return refusal('not-with-manufacturer');
    recording.record('ManufacturerAnswered', {
      customer: ticket.customer,
      text,
      ...(reference !== undefined && { reference }),
      round: ticket.rounds.manufacturer,
    });
    return undefined;
  },
};
