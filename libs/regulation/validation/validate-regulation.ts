import { type CalendarDocument } from '#working-time';
import { type Regulation } from '../document/regulation.js';
import { type Problem } from './problem.js';
import { validateCalendar } from './validate-calendar.js';
import { validateCoverage } from './validate-coverage.js';
import { validateHours } from './validate-hours.js';
import { validateOrigins } from './validate-origins.js';
import { validatePolicies } from './validate-policies.js';
import { validateReferences } from './validate-references.js';
import { validateTargets } from './validate-targets.js';

/**
 * What is wrong with a document that fits the schema: rules that can never apply, holes in the hours, priorities without a
 * target, codes that name nothing. A document with any problem is not published.
 *
 * @param calendar the production calendar that the document names, or `undefined` when there is none of that id.
 */
export function validateRegulation(
  regulation: Regulation,
  calendar: CalendarDocument | undefined,
): readonly Problem[] {
  return [
    ...validateCalendar(regulation, calendar),
    ...validateReferences(regulation),
    ...validateHours(regulation),
    ...validateTargets(regulation),
    ...validateCoverage(regulation),
    ...validatePolicies(regulation),
    ...validateOrigins(regulation),
  ];
}
