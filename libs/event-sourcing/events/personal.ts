import { z } from 'zod';

/** What a reader gets in place of a personal value whose subject was erased: typed, so that nobody takes it for text. */
export const ERASED = Object.freeze({ erased: true as const });
export type Erased = { readonly erased: true };

/** What a reader gets that did not ask for personal values (`personal: 'omit'`): the text exists, but was not decrypted. */
export const SEALED = Object.freeze({ sealed: true as const });
export type Sealed = { readonly sealed: true };

/** A personal value: text in clear while the subject's key lives and the reader asked for it. */
export type Personal = string | Erased | Sealed;

export function isErased(value: unknown): value is Erased {
  return typeof value === 'object' && value !== null && (value as { erased?: unknown }).erased === true;
}

export function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && (value as { sealed?: unknown }).sealed === true;
}

/** The text in clear, or undefined where there is none to show (absent, erased, sealed). */
export function clearText(value: Personal | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export interface PersonalMark {
  /** Name of the top-level field of the same event that holds the subject's id (in clear). */
  readonly subject: string;
}

/** Marks of personal fields, read by the codec; a schema is personal when it stands in here. */
export const personalMarks = z.registry<PersonalMark>();

/**
 * Marks a text field as personal: in the log it is AES-256-GCM under the key of the subject that `subject` names.
 *
 * @param subject top-level field of the same event holding the subject's id.
 */
export function personal(subject: string, text: z.ZodString = z.string().min(1).max(20_000)) {
  return z
    .union([text, z.strictObject({ erased: z.literal(true) }), z.strictObject({ sealed: z.literal(true) })])
    .register(personalMarks, { subject });
}
