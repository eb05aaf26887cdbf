import { type RequiredField } from '../document/intake.js';
import { type Regulation } from '../document/regulation.js';
import { covers } from './applicability.js';
import { type FieldRequest } from './policy.js';

/** Required fields that a request lacks, in the document's order. */
export function missingFields(regulation: Regulation, request: FieldRequest): RequiredField[] {
  return regulation.requiredFields.filter(
    (field) =>
      field.when === request.when &&
      covers(field.applies, request) &&
      ![field.field, ...(field.orAnyOf ?? [])].some((name) => request.supplied.includes(name)),
  );
}

/** A request as far as its columns can supply required fields. */
export interface RequestColumns {
  readonly subject?: unknown;
  readonly text?: unknown;
  readonly organisation?: unknown;
  readonly product?: unknown;
  readonly contact?:
    { readonly name?: unknown; readonly phone?: unknown; readonly email?: unknown } | undefined;
  readonly equipment?:
    { readonly brand?: unknown; readonly model?: unknown; readonly serial?: unknown } | undefined;
  readonly supplies?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

const COLUMNS: Readonly<Record<string, (request: RequestColumns) => unknown>> = {
  subject: (r) => r.subject,
  text: (r) => r.text,
  organisation: (r) => r.organisation,
  product: (r) => r.product,
  'contact-name': (r) => r.contact?.name,
  'contact-phone': (r) => r.contact?.phone,
  'contact-email': (r) => r.contact?.email,
  'equipment-brand': (r) => r.equipment?.brand,
  'equipment-model': (r) => r.equipment?.model,
  'equipment-serial': (r) => r.equipment?.serial,
};

const isGiven = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null;

/** Names of the required fields that a request supplies by its columns, its attributes and what it says it supplies. */
export function suppliedFields(request: RequestColumns): string[] {
  const columns = Object.keys(COLUMNS).filter((name) => isGiven(COLUMNS[name]?.(request)));
  const attributes = Object.entries(request.attributes ?? {}).flatMap(([name, v]) =>
    isGiven(v) ? [name] : [],
  );
  return [...new Set([...columns, ...attributes, ...(request.supplies ?? [])])];
}
