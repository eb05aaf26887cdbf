/**
 * What can be asked of a ticket. Commands are data; time, actor, ids and policy come in the context of the decision.
 *
 * The HTTP controllers, the importer, the ticker and the process managers all send these and nothing else.
 */
import { type TicketEventOf } from './ticket.events.js';

type Text = string;

export interface OpenTicket {
  readonly type: 'OpenTicket';
  /** Human number with check character, drawn before the decision (see application/ticket-numbers). */
  readonly number: string;
  readonly desk: string;
  readonly customer: string;
  readonly organisation?: string;
  readonly channel: string;
  readonly serviceKind: string;
  readonly tariff?: string;
  /** Proposed by the customer; the regulation's default when absent. */
  readonly priority?: string;
  readonly subject: Text;
  readonly text: Text;
  readonly contact?: { readonly name?: Text; readonly phone?: Text; readonly email?: Text };
  readonly equipment?: { readonly brand?: string; readonly model?: string; readonly serial?: string };
  readonly product?: string;
  /** Names of regulation fields that the request supplies beyond the columns above (attachments, dumps, INN …). */
  readonly supplies?: readonly string[];
  readonly continues?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export type TicketCommand =
  | OpenTicket
  | { readonly type: 'ProposePriority'; readonly priority: string; readonly reason?: Text }
  | { readonly type: 'Prioritize'; readonly priority: string; readonly reason: Text }
  | { readonly type: 'TakeOutOfTurn'; readonly ground: string }
  | { readonly type: 'PutBackInTurn'; readonly reason: Text }
  | { readonly type: 'Assign'; readonly assignee: string; readonly team?: string; readonly reason?: Text }
  | { readonly type: 'TakeUp'; readonly assignee: string }
  | { readonly type: 'Answer'; readonly text: Text; readonly channel: string; readonly solution: boolean }
  | { readonly type: 'RequestInformation'; readonly text: Text; readonly items?: readonly string[] }
  | {
      readonly type: 'Reply';
      readonly text: Text;
      readonly channel: string;
      readonly supplies?: readonly string[];
    }
  | { readonly type: 'EscalateToDevelopers'; readonly question: Text }
  | { readonly type: 'RecordDevelopersAnswer'; readonly text: Text }
  | {
      readonly type: 'ForwardToManufacturer';
      readonly manufacturer: string;
      readonly defect: TicketEventOf<'ForwardedToManufacturer'>['data']['defect'];
      readonly text: Text;
      readonly reference?: string;
    }
  | { readonly type: 'RecordManufacturerAnswer'; readonly text: Text; readonly reference?: string }
  | {
      readonly type: 'InformCustomer';
      readonly text: Text;
      readonly channel: string;
      readonly nextUpdateBy?: string;
    }
  | {
      readonly type: 'AddNote';
      readonly text: Text;
      readonly visibility: 'public' | 'internal';
      readonly kind?: string;
    }
  | {
      readonly type: 'GiveEstimate';
      readonly solvedBy: string;
      readonly toleranceMinutes?: number;
      readonly factors?: Readonly<Record<string, string>>;
    }
  /** The date of planned work (P15) or another term for this case (C06); it becomes the deadline. */
  | { readonly type: 'AgreeDate'; readonly by: string; readonly reason: Text }
  | { readonly type: 'RecordDelayCause'; readonly cause: string; readonly from: string; readonly to: string }
  | { readonly type: 'LogCall'; readonly call?: string; readonly channel: string; readonly declined: boolean }
  | { readonly type: 'RecordConsent'; readonly kind: string; readonly given: boolean; readonly text?: Text }
  | { readonly type: 'RecordWish'; readonly text: Text }
  | { readonly type: 'MarkAsDuplicate'; readonly of: string; readonly ofNumber: string }
  | {
      readonly type: 'CorrectCustomer';
      readonly to: string;
      readonly organisation?: string;
      readonly reason: Text;
    }
  | { readonly type: 'CorrectClose'; readonly reason: Text }
  | { readonly type: 'AnnulBreach'; readonly clock: string; readonly reason: Text }
  | { readonly type: 'Close'; readonly reason: string }
  | { readonly type: 'Reopen'; readonly reason: Text }
  | { readonly type: 'RecordContinuation'; readonly by: string; readonly byNumber: string }
  /** Goes over to the policy in `context.adopt`; every promise that moves is an event. */
  | { readonly type: 'AdoptRegulation'; readonly reason: Text }
  /** Records what fell due up to `now` and nothing else: what the ticker sends. */
  | { readonly type: 'Advance' };

export type TicketCommandType = TicketCommand['type'];
