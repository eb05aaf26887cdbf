import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { type JsonObject, type JsonValue } from '../event-store/json.js';
import { freshIv } from './fresh-iv.js';

/**
 * A personal value as the log holds it: `{"$enc":"<suite>.<key revision>.<subject>.<body>"}`.
 *
 * The text names all that is needed to open it, so that no schema is asked: old versions open before they are upcast,
 * and erasure can tell whose a value is. Suites:
 * - `A1` AES-256-GCM, body = base64url of IV (96 bits, random) | ciphertext | tag;
 * - `D1` the same bytes lie in the content store, body = their SHA-256 in hex (texts too long for the log).
 *
 * Both stand for a digest of the ciphertext, so that a tamper-evident leaf may later commit to the digest alone.
 */
export interface SealedValue {
  readonly suite: 'A1' | 'D1';
  readonly revision: number;
  readonly subject: string;
  readonly body: string;
}

export const SEALED_KEY = '$enc';
const FORM = /^(A1|D1)\.([1-9]\d{0,8})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;
const SUBJECT = /^[A-Za-z0-9_-]+$/;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Binds a ciphertext to its event, field, subject and key, so that it opens nowhere else. */
export interface SealContext {
  readonly eventId: string;
  /** JSON pointer of the field at the time of writing. */
  readonly path: string;
  readonly subject: string;
  readonly revision: number;
}

export function isSubjectId(subject: unknown): subject is string {
  return typeof subject === 'string' && SUBJECT.test(subject);
}

export function sealedValueJson(value: SealedValue): JsonObject {
  return { [SEALED_KEY]: `${value.suite}.${value.revision}.${value.subject}.${value.body}` };
}

/** @returns undefined when the JSON is not a sealed value. */
export function parseSealedValue(json: JsonValue): SealedValue | undefined {
  const text = (json as JsonObject | null)?.[SEALED_KEY];
  const match = typeof text === 'string' ? FORM.exec(text) : null;
  if (match === null) return undefined;
  const [, suite, revision, subject, body] = match as unknown as [
    string,
    'A1' | 'D1',
    string,
    string,
    string,
  ];
  return { suite, revision: Number(revision), subject, body };
}

/** @returns IV | ciphertext | tag. */
export function seal(text: string, key: Uint8Array, context: SealContext): Buffer {
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(context));
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** @returns undefined when the bytes were not sealed under this key in this context. */
export function open(sealed: Uint8Array, key: Uint8Array, context: SealContext): string | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(boundTo(context))
    .setAuthTag(sealed.subarray(tagAt));
  try {
    // As bytes: with an encoding given, Node runs a stream decoder for each value, a third of the whole cost.
    const text = decipher.update(sealed.subarray(IV_BYTES, tagAt));
    decipher.final();
    return text.toString('utf8');
  } catch {
    return undefined;
  }
}

export function sha256Hex(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

function boundTo({ eventId, path, subject, revision }: SealContext): Buffer {
  return Buffer.from(`${eventId}|${path}|${subject}|${revision}`);
}
