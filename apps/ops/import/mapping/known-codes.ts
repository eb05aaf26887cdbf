import { type Policy } from '#regulation';
import { ROLES } from '../../../api/access/roles.js';
import { type Use } from './uses.js';

/** Codes that a field may hold, or undefined where any text will do. */
export function knownCodes(kind: Use['kind'], { regulation }: Policy): readonly string[] | undefined {
  const codes = (list: readonly { readonly code: string }[] = []) => list.map(({ code }) => code);
  switch (kind) {
    case 'priority':
      return codes(regulation.priorities);
    case 'channel':
      return codes(regulation.channels);
    case 'closing-reason':
      return codes(regulation.closing.reasons);
    case 'ground':
      return codes(regulation.queue.outOfTurn?.grounds);
    case 'delay-cause':
      return codes(regulation.estimates?.delayCauses);
    case 'service-kind':
      // An excluded kind is known: its rows are refused one by one, under the clause.
      return [...codes(regulation.serviceKinds), ...codes(regulation.exclusions)];
    case 'tariff':
      return codes(regulation.tariffs);
    case 'visibility':
      return ['public', 'internal'];
    case 'defect':
      return ['mismatch', 'bug', 'not-working'];
    case 'boolean':
      return ['true', 'false'];
    case 'role':
      return [...ROLES, 'system'];
    case 'text':
    case 'code':
    case 'codes':
    case 'customer':
    case 'organisation':
    case 'instant':
    case 'integer':
      return undefined;
    default:
      return kind satisfies never;
  }
}
