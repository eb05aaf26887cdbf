import { BEGINNING, type Position } from '#event-sourcing';
import { checkBasis, checkPosition, decodeBasis, encodeBasis, isBasis, type ReadStore } from '#read-store';
import { clockAt, type DeskClock, deskClockProjection, resolveInstant } from '#tickets';
import { Problem } from '../problems/problem.js';
import { instantOf } from '../requests/instant.js';
import { FRESHNESS_LIMIT_MS } from '../requests/limits.js';

/** The moment that a query asks for, brought down to a position of the log. */
export interface Moment {
  /** Undefined: the newest. */
  readonly at?: Position;
  /** False: the instant lies at or beyond the desk's clock, so that what is still to come may change the answer. */
  readonly settled: boolean;
}

/** What every answer says of itself; asked again with the basis, the rest of the answer is the same. */
export interface Standing {
  readonly basis: string;
  readonly position: Position;
  /** The desk's clock at that position; null where the answer is of no desk, or before its first event. */
  readonly deskClock: string | null;
  readonly settled: boolean;
  /** True when the view had not come to `minPosition` in time. */
  readonly stale: boolean;
}

export interface AsOfQuestion {
  readonly asOf: string | undefined;
  /** `name@version` of the view that answers. */
  readonly view: string;
  /** Whose clock resolves an instant. */
  readonly desk: string | undefined;
}

/**
 * @throws Problem 400 `as-of-invalid`, `desk-needed`; BasisError; ViewRetired for a basis of a version that is gone.
 */
export async function momentOf(readStore: ReadStore, question: AsOfQuestion): Promise<Moment> {
  const { asOf, view, desk } = question;
  if (asOf === undefined) return { settled: true };
  const instant = instantOf(asOf);
  if (instant !== undefined) {
    if (desk === undefined) throw new Problem(400, 'desk-needed');
    const { position, settled } = await resolveInstant(readStore, desk, instant);
    return { at: position, settled };
  }
  if (!isBasis(asOf) && !/^[0-9]{1,64}$/.test(asOf)) throw new Problem(400, 'as-of-invalid');
  const checkpoint = await livePosition(readStore, nameOf(view));
  if (!isBasis(asOf)) return { at: checkPosition(asOf, checkpoint), settled: true };
  const basis = await readStore.basisHere(decodeBasis(asOf), checkpoint);
  if (basis.logId === readStore.logId && basis.view !== view && nameOf(basis.view) === nameOf(view))
    throw new Problem(410, 'view-retired', { view: basis.view });
  return { at: checkBasis(basis, { logId: readStore.logId, view, checkpoint }), settled: true };
}

/**
 * @param desk whose clock is told; undefined where the answer is of several.
 * @param newest the desk's clock as it was read beside a newest answer, to spare looking for it at the answer's position.
 */
export async function standing(
  readStore: ReadStore,
  answer: { readonly position: Position; readonly view: string },
  moment: { readonly settled: boolean; readonly stale: boolean },
  desk: string | undefined,
  newest?: DeskClock,
): Promise<Standing> {
  const { position, view } = answer;
  const clock =
    desk === undefined || position === BEGINNING
      ? undefined
      : newest?.position === position
        ? newest.clock
        : await clockOnceReached(readStore, desk, position);
  const basis = encodeBasis({
    logId: readStore.logId,
    position,
    view,
    ...(clock === undefined ? {} : { clock }),
  });
  return { basis, position, deskClock: clock ?? null, ...moment };
}

/** The view that answers may be ahead of the one that knows the clock: by a batch, now and then. */
async function clockOnceReached(
  readStore: ReadStore,
  desk: string,
  position: Position,
): Promise<string | undefined> {
  await readStore.waitForPosition(deskClockProjection.name, position, FRESHNESS_LIMIT_MS);
  return clockAt(readStore, desk, position);
}

async function livePosition(readStore: ReadStore, projection: string): Promise<Position> {
  return (await readStore.waitForPosition(projection, BEGINNING, 0)).position;
}

function nameOf(view: string): string {
  return view.split('@', 1)[0] ?? view;
}
