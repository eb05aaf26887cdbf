import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';

const NAMESPACE_BYTES = 16;
const MOST_UTF8_BYTES_A_UNIT = 3;
const VARIANT = '89ab';

/**
 * Name-based UUID (RFC 9562, 5.5): SHA-1 of the namespace's bytes and the name's UTF-8, with version and variant set.
 * Every event id is one; over one buffer and one call it takes a third of what a general package does.
 *
 * @param namespace UUID of 36 characters.
 */
export function uuidV5(name: string, namespace: string): string {
  const bytes = Buffer.allocUnsafe(NAMESPACE_BYTES + MOST_UTF8_BYTES_A_UNIT * name.length);
  if (bytes.write(namespace.replaceAll('-', ''), 'hex') !== NAMESPACE_BYTES)
    throw new TypeError(`not a UUID: ${JSON.stringify(namespace)}`);
  const end = NAMESPACE_BYTES + bytes.write(name, NAMESPACE_BYTES);
  const hex = hash('sha1', bytes.subarray(0, end), 'hex');
  const variant = VARIANT.charAt(Number.parseInt(hex.charAt(16), 16) & 0b11);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
