import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { type Kek } from './kek.js';
import { WrappingBroken, WrongKek } from './vault-errors.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under the KEK, bound to what the key is for: a wrapped key copied to another subject's row does not unwrap.
 *
 * @returns IV | ciphertext | tag.
 */
export function wrap(kek: Kek, secret: Uint8Array, purpose: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', kek.bytes, iv).setAAD(Buffer.from(purpose));
  return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** @throws WrongKek, WrappingBroken */
export function unwrap(kek: Kek, kekId: string, wrapped: Uint8Array, purpose: string): Uint8Array {
  if (kekId !== kek.id) throw new WrongKek(kekId, kek.id);
  const tagAt = wrapped.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', kek.bytes, wrapped.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(wrapped.subarray(tagAt));
    return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES, tagAt)), decipher.final()]);
  } catch {
    throw new WrappingBroken(purpose);
  }
}

/** Names a key in an erasure record after the key is gone. The key has 256 random bits, so it can't be guessed from it. */
export function fingerprint(key: Uint8Array): string {
  return createHash('sha256').update('help-desk key\n').update(key).digest('hex').slice(0, 32);
}
