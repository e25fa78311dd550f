import { beforeAll, describe, expect, test } from 'vitest';
import type { CodeExercise, Verdict } from '../../src/course/exercise.js';
import { judgeCode } from '../../src/course/judge-code.js';
import { limitedCall } from '../../src/course/live-exercise.js';
import { publishExercise } from '../../src/course/solution.js';

let double: CodeExercise;

beforeAll(async () => {
  double = (await publishExercise({
    kind: 'code',
    id: '99-double',
    title: 'Le double',
    question: 'Rendez le double.',
    hints: ['Multipliez.'],
    points: 1,
    variable: 'double',
    says: 'Bien doublé.',
    start: '',
    solution: '',
    cases: [
      { given: [0.1], gives: 0.2, mistakes: [] },
      { given: [3], gives: 6, mistakes: [{ gives: 9, says: 'C’est le carré.' }] },
    ],
  })) as CodeExercise;
});

const judge = (work: (value: number) => unknown): Promise<Verdict | undefined> =>
  judgeCode(double, work, limitedCall);

describe('a function is judged by what it gives', () => {
  test('right on all cases, whatever the way', async () => {
    expect(await judge((value) => 2 * value)).toEqual({ right: true, says: 'Bien doublé.' });
    // 0.1 + 0.1 + 0.1 - 0.1 is 0.20000000000000004 in binary.
    expect(await judge((value) => value + value + value - value)).toMatchObject({ right: true });
    expect(await judge((value) => Promise.resolve(2 * value))).toMatchObject({ right: true });
  });

  test.each<[string, (value: number) => unknown, RegExp]>([
    [
      'a known mistake',
      (value) => (value < 1 ? 0.2 : value * value),
      /Avec \(3\), .* donne 9\. C’est le carré/,
    ],
    ['another value', () => 7, /Avec \(0.1\), .* donne 7\. Ce n’est pas la valeur/],
    ['another kind', (value) => String(2 * value), /donne "0\.2"\. C’est un texte ; on attend un nombre/],
    ['nothing later', (value) => (value < 1 ? 0.2 : undefined), /C’est rien ; on attend un nombre/],
    ['NaN', () => NaN, /donne NaN\./],
    ['an exception', () => JSON.parse('{') as unknown, /a levé une exception, SyntaxError/],
    [
      'something thrown',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a student may
        throw 'non';
      },
      /a levé une exception, "non"/,
    ],
    [
      'endless recursion',
      function again(value): unknown {
        return [again(value)];
      },
      /s’appelle elle-même sans fin/,
    ],
    [
      'an endless loop',
      () => {
        for (;;);
      },
      /n’a pas fini en 1000\sms/,
    ],
    ['a promise never kept', () => new Promise(() => undefined), /n’a pas fini en 1000\sms/],
    [
      'a ring',
      () => {
        const ring: unknown[] = [];
        ring.push(ring);
        return ring;
      },
      /C’est une liste ; on attend un nombre/,
    ],
  ])('%s', async (_what, work, says) => {
    const verdict = await judge(work);
    expect(verdict?.right).toBe(false);
    expect(verdict?.says.replace(/[\u202f\u00a0]/g, ' ')).toMatch(says);
  });

  test('a function that gives nothing is not written yet', async () => {
    expect(await judge(() => undefined)).toBeUndefined();
  });

  test('the expected value is in no feedback', async () => {
    expect((await judge(() => 5))?.says).not.toContain('0.2');
  });
});
