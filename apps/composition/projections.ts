import { type RunnableProjection } from '#read-store';
import { staffDirectory } from '#staff';
import { TICKET_PROJECTIONS } from '#tickets';

/** Every read model of the product. */
export const PROJECTIONS: readonly RunnableProjection[] = [staffDirectory, ...TICKET_PROJECTIONS];
