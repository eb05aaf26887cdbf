import { type Problem as RegulationFinding, regulationMessagesFolder } from '#regulation';
import { CalendarInvalid, type CalendarDocument, calendarMessagesFolder, parseCalendar } from '#working-time';
import { Catalogue } from '../problems/catalogue.js';
import { type Language } from '../problems/language.js';
import { type FieldProblem, Problem } from '../problems/problem.js';

/** Sentences of findings in documents; their codes live apart from those of requests. */
const regulationSentences = Catalogue.load(regulationMessagesFolder);
const calendarSentences = Catalogue.load(calendarMessagesFolder);

export function regulationFindings(
  findings: readonly RegulationFinding[],
  language: Language,
): FieldProblem[] {
  return findings.map(({ code, pointer, params }) => ({
    field: `/document${pointer}`,
    code,
    params,
    detail: regulationSentences.say(language, code, params),
  }));
}

/** A calendar document, or what is wrong with it. */
export function readCalendar(document: unknown, language: Language): CalendarDocument | FieldProblem[] {
  try {
    return parseCalendar(document);
  } catch (error) {
    if (!(error instanceof CalendarInvalid)) throw error;
    return error.problems.map((problem) => {
      const params = { ...problem };
      return {
        field: `/document${params.at === '' ? '' : `/${params.at.replaceAll('.', '/')}`}`,
        code: params.code,
        params,
        detail: calendarSentences.say(language, params.code, params),
      };
    });
  }
}

export function invalidDocument(kind: 'regulation' | 'calendar', findings: readonly FieldProblem[]): Problem {
  return new Problem(422, `${kind}-invalid`, { problems: findings.length }, { errors: findings });
}
