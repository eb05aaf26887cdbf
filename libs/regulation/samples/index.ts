import { createRequire } from 'node:module';
import { type Regulation, regulation } from '../document/regulation.js';

// Node 20 warns on every import of JSON as a module; require doesn't.
const load = createRequire(import.meta.url);

/** The documents that a fresh installation publishes: five real regulations and the desk for imported logs. */
export function sampleRegulations(): readonly Regulation[] {
  return [
    load('./equipment-vendor.json'),
    load('./telecom-software.json'),
    load('./catalogue-software.json'),
    load('./internet-provider.json'),
    load('./equipment-distributor.json'),
    load('./finale.json'),
  ].map((document) => regulation.parse(document));
}
