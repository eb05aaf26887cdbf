import { type Language } from '#platform';
import { sum, type Tally } from '../deciding/tally.js';
import { importMessages, reasonWords } from '../import-messages.js';

export interface Report {
  readonly tally: Tally;
  readonly seconds: number;
  readonly desk: string;
  /** File with the refused rows, when there are any. */
  readonly refused: string | undefined;
}

/** What an import says at its end. */
export function reportLines(
  language: Language,
  { tally, seconds, desk, refused }: Report,
): readonly string[] {
  const text = importMessages.text.bind(importMessages, language);
  const { rows, changed, withoutEffect, refused: refusals, events, fallenDue } = tally;
  const byCount = (counts: ReadonlyMap<string, number>) => [...counts].sort((a, b) => b[1] - a[1]);
  return [
    text('done-rows', { rows, changed, idle: sum(withoutEffect), refused: sum(refusals) }),
    ...byCount(withoutEffect).map(([reason, n]) =>
      text('done-idle', { reason: reasonWords(language, reason), rows: n }),
    ),
    ...byCount(refusals).map(([reason, n]) =>
      text('done-refused', { reason: reasonWords(language, reason), rows: n }),
    ),
    text('done-events', {
      events,
      fallenDue,
      seconds: seconds.toFixed(1),
      rate: Math.round(rows / Math.max(seconds, 0.001)),
    }),
    ...(refused === undefined ? [] : [text('done-file', { file: refused })]),
    text('done-next', { desk }),
  ];
}
