import { type Regulation } from '../document/regulation.js';
import { sampleRegulations } from './index.js';

/** A copy of one sample that may be changed freely. @throws RangeError for a name that is no sample's. */
export function sampleRegulation(desk: string): Regulation {
  const found = sampleRegulations().find((document) => document.desk === desk);
  if (!found) throw new RangeError(`no sample regulation ${desk}`);
  return found;
}
