/** Bodies larger than this are refused unread; a regulation, the largest thing taken, has less than a fifth of it. */
export const BODY_LIMIT_BYTES = 512 * 1024;
/** Longest parameter inside an address. */
export const PARAM_LIMIT = 200;
/** How long a query waits for `minPosition`. */
export const FRESHNESS_LIMIT_MS = 2000;
/** How long requests under way may take to end when the process stops. */
export const DRAIN_LIMIT_MS = 10_000;
