import { Buffer } from 'node:buffer';
import { randomFillSync } from 'node:crypto';

const IV_BYTES = 12;
const DRAWN_AT_ONCE = 256;

const drawn = Buffer.alloc(IV_BYTES * DRAWN_AT_ONCE);
let next = drawn.length;

/**
 * 96 random bits for one AES-256-GCM sealing (NIST SP 800-38D, 8.2.2), never given twice. Drawn many at a time: a draw costs
 * half of what it takes to encrypt a short text.
 *
 * @returns bytes of their own, which later draws leave alone.
 */
export function freshIv(): Buffer {
  if (next === drawn.length) {
    randomFillSync(drawn);
    next = 0;
  }
  const iv = Buffer.from(drawn.subarray(next, next + IV_BYTES));
  next += IV_BYTES;
  return iv;
}
