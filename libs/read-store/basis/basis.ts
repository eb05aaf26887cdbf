import { createHash } from 'node:crypto';
import { BEGINNING, type Position } from '#event-sourcing';
import { BasisError } from './basis-errors.js';

/** What an answer was made from: asked again with it, the answer is the same (design: basis). */
export interface Basis {
  readonly logId: string;
  /** Everything up to here was in the answer, nothing beyond. */
  readonly position: Position;
  /** Instant of the desk's clock at that position, ISO 8601 UTC; absent where no desk's clock was asked. */
  readonly clock?: string;
  /** `name@version` of the view that answered. */
  readonly view: string;
}

const PREFIX = 'b1.';
const CHECK_LENGTH = 6;

/** @returns opaque text that is safe in a URL. */
export function encodeBasis(basis: Basis): string {
  const body = Buffer.from(
    JSON.stringify([basis.logId, basis.position, basis.clock ?? null, basis.view]),
  ).toString('base64url');
  return `${PREFIX}${body}.${check(body)}`;
}

/**
 * Reads a basis, which may come from anywhere.
 *
 * @throws BasisError `basis-malformed`
 */
export function decodeBasis(text: string): Basis {
  const [body = '', sum = '', ...rest] = text.startsWith(PREFIX) ? text.slice(PREFIX.length).split('.') : [];
  if (rest.length > 0 || body === '' || sum !== check(body)) throw new BasisError('basis-malformed');
  const basis = parsed(Buffer.from(body, 'base64url').toString('utf8'));
  if (basis === undefined) throw new BasisError('basis-malformed');
  return basis;
}

export function isBasis(text: string): boolean {
  return text.startsWith(PREFIX);
}

function parsed(json: string): Basis | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [logId, position, clock, view] = value as unknown[];
  if (typeof logId !== 'string' || typeof position !== 'string' || typeof view !== 'string') return undefined;
  if (clock !== null && typeof clock !== 'string') return undefined;
  return { logId, position: position as Position, view, ...(clock === null ? {} : { clock }) };
}

/** Catches a basis that was cut off or mistyped; it is no secret and needs no signature. */
function check(body: string): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, CHECK_LENGTH);
}

/**
 * Checks that a position can be one of this log, and that the read model has come that far.
 *
 * Adapters make positions of one fixed width, so a text of another width comes from nowhere.
 *
 * @param checkpoint where the read model stands.
 * @throws BasisError `position-unknown` or `position-not-reached`
 */
export function checkPosition(position: string, checkpoint: Position): Position {
  if (position === BEGINNING) return BEGINNING;
  if (!POSITION.test(position)) throw new BasisError('position-unknown');
  if (checkpoint !== BEGINNING && position.length !== checkpoint.length)
    throw new BasisError('position-unknown');
  if (position > checkpoint) throw new BasisError('position-not-reached');
  return position as Position;
}

const POSITION = /^[0-9A-Za-z:._-]{1,64}$/;

/**
 * Checks a basis against the read model that is to answer it.
 *
 * @throws BasisError `basis-foreign-log`, `basis-other-view`, and those of checkPosition
 */
export function checkBasis(
  basis: Basis,
  here: { readonly logId: string; readonly view: string; readonly checkpoint: Position },
): Position {
  if (basis.logId !== here.logId) throw new BasisError('basis-foreign-log');
  if (basis.view !== here.view) throw new BasisError('basis-other-view');
  return checkPosition(basis.position, here.checkpoint);
}
