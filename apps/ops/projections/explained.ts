import { operatorError } from '#platform';
import { projectionMessages as messages } from './messages.js';

/** Turns what the read store refuses into the operator's sentence. */
export async function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw sentenceOf(error) ?? error;
  });
}

function sentenceOf(error: unknown) {
  const { code, message, ...params } = error as Record<string, unknown> & { message?: string };
  const { projection: name = '', state = '', wanted = '', what = '' } = params as Record<string, string>;
  switch (code) {
    case 'unknown-projection':
      return operatorError(messages, 'projection-unknown', { name });
    case 'wrong-projection-state':
      return operatorError(messages, 'projection-state', { name, state, wanted });
    case 'busy':
      return operatorError(messages, 'projection-busy', { what });
    case 'poison-event':
      return operatorError(messages, 'projection-poison', { reason: message ?? '' });
    default:
      return undefined;
  }
}
