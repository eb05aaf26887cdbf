import { type SubjectState } from '#event-sourcing';

type Ask = (subjects: readonly string[]) => Promise<ReadonlyMap<string, SubjectState>>;

interface Group {
  readonly subjects: Set<string>;
  readonly answer: Promise<ReadonlyMap<string, SubjectState>>;
}

/**
 * Callers that come while a question is under way wait for it and then ask one together: as many new customers as come in
 * during a round trip cost one look and one insert with one commit, not one of each for everybody.
 *
 * Every question sets out after the calls that it answers. It answers a caller for the subjects of the others as well. When a
 * common one fails, each asks for itself, so that a broken key harms nobody but its subject.
 */
export function askTogether(ask: Ask): Ask {
  let underWay: Promise<unknown> = Promise.resolve();
  let gathering: Group | undefined;

  function gather(): Group {
    const subjects = new Set<string>();
    const answer = underWay.then(() => {
      gathering = undefined;
      return ask([...subjects]);
    });
    underWay = answer.catch(() => undefined);
    return { subjects, answer };
  }

  return async (subjects) => {
    const group = (gathering ??= gather());
    for (const subject of subjects) group.subjects.add(subject);
    try {
      return await group.answer;
    } catch (error) {
      if (group.subjects.size === new Set(subjects).size) throw error;
      return ask(subjects);
    }
  };
}
