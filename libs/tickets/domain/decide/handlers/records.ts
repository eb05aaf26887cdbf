import { type ExistingTicket } from '../../state/ticket.state.js';
import { type TicketRefusal, refusal } from '../../ticket.refusals.js';
import { type Step } from '../moment.js';
import { type CommandOf } from './handler.js';

/** What is written down for people and can be written down on a closed ticket too. */
export const recordHandlers = {
  AddNote: (
    { text, visibility, kind }: CommandOf<'AddNote'>,
    { customer }: ExistingTicket,
    { recording }: Step,
  ): TicketRefusal | undefined => {
    recording.record('NoteAdded', { customer, text, visibility, ...(kind !== undefined && { kind }) });
    return undefined;
  },

  RecordWish: (
    { text }: CommandOf<'RecordWish'>,
    { customer }: ExistingTicket,
    { recording, policy }: Step,
  ): TicketRefusal | undefined => {
    if (policy.regulation.wishes === undefined) return refusal('wishes-not-kept');
    recording.record('WishRecorded', { customer, text });
    return undefined;
  },

  RecordConsent: (
    { kind, given, text }: CommandOf<'RecordConsent'>,
    { customer }: ExistingTicket,
    { recording }: Step,
  ): TicketRefusal | undefined => {
    recording.record('ConsentRecorded', { customer, kind, given, ...(text !== undefined && { text }) });
    return undefined;
  },

  RecordDelayCause: (
    { cause, from, to }: CommandOf<'RecordDelayCause'>,
    _ticket: ExistingTicket,
    { recording, policy }: Step,
  ): TicketRefusal | undefined => {
    const causes = policy.regulation.estimates?.delayCauses ?? [];
    if (!causes.some(({ code }) => code === cause)) return refusal('unknown-delay-cause', { cause });
    if (to <= from) return refusal('delay-cause-ends-before-it-begins', { from, to });
    recording.record('DelayCauseRecorded', { cause, from, to });
    return undefined;
  },

  RecordContinuation: (
    { by, byNumber }: CommandOf<'RecordContinuation'>,
    ticket: ExistingTicket,
    { recording }: Step,
  ): TicketRefusal | undefined => {
    if (byNumber === ticket.number) return refusal('continuation-of-itself');
    if (!ticket.continuedBy.includes(by)) recording.record('Continued', { by, byNumber });
    return undefined;
  },
};
