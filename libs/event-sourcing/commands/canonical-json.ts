/**
 * JSON with the keys of every object in the order of their UTF-16 units (keys that are array indexes first, by number, as
 * JavaScript orders them): equal values give equal text, in whatever order their keys were written.
 *
 * Digests of it are stored for ever, so its text may never change. It is written without a replacer function, for which
 * JSON.stringify would leave its fast path and call back for each value.
 *
 * @param value plain JSON; keys that hold undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'undefined';
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const source = value as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(source).sort()) {
    // Assigned, this one would become the prototype and vanish from the text.
    if (key === '__proto__')
      Object.defineProperty(result, key, { value: sorted(source[key]), enumerable: true });
    else result[key] = sorted(source[key]);
  }
  return result;
}
