/** Strict JSON: no undefined, no dates, no NaN, no integer beyond 2^53 (design: bytes of an event). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };
