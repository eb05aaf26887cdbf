import { describe, expect, it } from '@jest/globals';
import { type SubjectState } from '#event-sourcing';
import { askTogether } from './ask-together.js';

const BROKEN = 'broken';

function counted() {
  const questions: (readonly string[])[] = [];
  const ask = askTogether(async (subjects) => {
    questions.push(subjects);
    await Promise.resolve();
    if (subjects.includes(BROKEN)) throw new Error('wrapping broken');
    return new Map<string, SubjectState>(subjects.map((subject) => [subject, 'erased']));
  });
  return { questions, ask };
}

describe('asking for keys', () => {
  it('is done once for all who come while a question is under way, each answered', async () => {
    const { questions, ask } = counted();
    const first = ask(['a']);
    await Promise.resolve();
    const others = ['b', 'c', 'b'].map((subject) => ask([subject]));
    expect((await first).has('a')).toBe(true);
    const answers = await Promise.all(others);
    expect(answers.map((states, i) => states.has(['b', 'c', 'b'][i] ?? ''))).toEqual([true, true, true]);
    expect(questions).toEqual([['a'], ['b', 'c']]);
  });

  it('fails for whom it must fail and for nobody else, and goes on', async () => {
    const { ask } = counted();
    const results = await Promise.allSettled(['a', BROKEN, 'b'].map((subject) => ask([subject])));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await ask(['c'])).has('c')).toBe(true);
  });
});
