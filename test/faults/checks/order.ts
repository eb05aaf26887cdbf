import { type History, type Violation } from '../history.js';

/** Each stream counts 1, 2, 3 … in the order of the log, positions rise, and no id comes twice. */
export function checkOrder({ log }: History): readonly Violation[] {
  const found: Violation[] = [];
  const versions = new Map<string, number>();
  const ids = new Set<string>();
  let before = '';
  for (const { id, stream, version, position } of log) {
    const expected = (versions.get(stream) ?? 0) + 1;
    if (version !== expected)
      found.push({ rule: 'gap', detail: `${stream}: ${version} comes where ${expected} should` });
    versions.set(stream, version);
    if (position <= before) found.push({ rule: 'disorder', detail: `${position} comes after ${before}` });
    before = position;
    if (ids.has(id)) found.push({ rule: 'id-twice', detail: `${stream} ${version}: ${id}` });
    ids.add(id);
  }
  return found;
}
