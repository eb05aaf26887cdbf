import { type Regulation } from '../document/regulation.js';
import { pointerTo, type Problem, problem } from './problem.js';

export interface AssumedValue {
  /** JSON pointer of the object, or plain root field, that holds the value. */
  readonly pointer: string;
  /** What was decided, where the document says it. */
  readonly assumption?: { readonly ru: string; readonly en: string };
  /** Clause of the text or number of the rule. */
  readonly source?: string;
}

type Path = readonly (string | number)[];

/** Every object of a document with its path, depth first. */
function* objects(value: unknown, path: Path = []): Generator<{ path: Path; object: object }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { path, object: value };
  for (const [key, child] of Object.entries(value))
    yield* objects(child, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** What the published text does not say: reports print these as assumed. */
export function assumedValues(regulation: Regulation): readonly AssumedValue[] {
  const root = (regulation.assumed ?? []).map((field) => ({ pointer: pointerTo([field]) }));
  const marked = [...objects(regulation)].flatMap(({ path, object }): AssumedValue[] => {
    const { assumed, assumption, source } = object as Partial<AssumedValue> & { assumed?: unknown };
    if (assumed !== true) return [];
    return [
      {
        pointer: pointerTo(path),
        ...(assumption === undefined ? {} : { assumption }),
        ...(source === undefined ? {} : { source }),
      },
    ];
  });
  return [...root, ...marked];
}

/** An assumption that is told but not marked would be printed as if it were in the text. */
export function validateOrigins(regulation: Regulation): Problem[] {
  return [...objects(regulation)].flatMap(({ path, object }) =>
    'assumption' in object && (object as { assumed?: unknown }).assumed !== true
      ? [problem('assumption-not-marked', path)]
      : [],
  );
}
