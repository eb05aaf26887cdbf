import { createHmac } from 'node:crypto';

/**
 * The id of a value's stream: a UUID (version 8, RFC 9562) of an HMAC-SHA-256. Phones and INN can be enumerated, so a bare
 * hash would show them to whoever reads the log.
 *
 * @param key at least 32 secret bytes, the same for ever: under another key every value is free again.
 * @param value normalised by the caller; two spellings are two values.
 */
export function valueId(key: Uint8Array, scope: string, value: string): string {
  const digest = createHmac('sha256', key)
    .update(JSON.stringify([scope, value]))
    .digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
