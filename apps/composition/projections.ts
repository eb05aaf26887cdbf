import { originalPositions, type RunnableProjection } from '#read-store';
import { staffDirectory } from '#staff';
import { TICKET_PROJECTIONS } from '#tickets';

const ANSWERING: readonly RunnableProjection[] = [staffDirectory, ...TICKET_PROJECTIONS];

/** Every read model of the product. */
export const PROJECTIONS: readonly RunnableProjection[] = [...ANSWERING, originalPositions(ANSWERING)];
