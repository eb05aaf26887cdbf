const MOST_LEVELS = 32;
const MOST_FIELDS = 1000;

/**
 * Whether a parsed body is nested deeper, or has more fields in one object, than anything that the service takes: a
 * regulation, the richest of them, has 7 levels and 30 fields.
 *
 * Validators call themselves for each level, so that a deep body would end in an overflow of the stack (500), and compare
 * each unknown field with all others, so that a wide one would hold up everybody for seconds. This walk does neither.
 */
export function isOutOfShape(body: unknown): boolean {
  const left: [unknown, number][] = [[body, 1]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [value, level] = next;
    if (typeof value !== 'object' || value === null) continue;
    const inside = Object.values(value);
    if (level > MOST_LEVELS || (!Array.isArray(value) && inside.length > MOST_FIELDS)) return true;
    for (const inner of inside) left.push([inner, level + 1]);
  }
  return false;
}

/** PostgreSQL holds no U+0000 in texts, so nothing that is asked for by one can be there. */
export function hasNul(parameters: unknown): boolean {
  if (typeof parameters === 'string') return parameters.includes('\0');
  if (typeof parameters !== 'object' || parameters === null) return false;
  return Object.values(parameters).some(hasNul);
}
