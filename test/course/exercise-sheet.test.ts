import { beforeAll, describe, expect, test } from 'vitest';
import type { Exercise } from '../../src/course/exercise.js';
import { CourseExercise, NotSolvedError } from '../../src/course/exercise-sheet.js';
import { UnknownNameError } from '../../src/unknown-name.js';
import { feedbackHtml } from '../../src/course/feedback.js';
import { publishExercise } from '../../src/course/solution.js';
import { testEnvironment } from './exercise-environment.js';

let distance: Exercise;

beforeAll(async () => {
  distance = await publishExercise({
    kind: 'value',
    id: '99-distance',
    title: 'Jusqu’où ?',
    question: 'À 60 ms, quelle distance ?',
    hints: ['La lumière va vite.', 'Il y a un retour.'],
    points: 1,
    variable: 'distance',
    expects: { kind: 'number', unit: 'km', tolerance: 300 },
    right: [6000],
    says: 'Trente millisecondes à l’aller.',
    mistakes: [{ answer: 18000, says: 'Dans le vide, oui.' }],
  });
});

test.each([
  ['6000', /✓ Juste\n {2}Trente millisecondes/],
  ['5\u202f800,5 km', /✓ Juste/],
  ['6300', /✓ Juste/],
  ['6301', /✗ Pas encore\n {2}Ce n’est pas cela\.\n/],
  ['12000', /C’est le double/],
  ['6 km', /mille fois trop petite/],
  ['18000', /Dans le vide, oui\./],
  ['6000 ms', /! Réponse illisible\n.*on attend une distance, en km par exemple\.\n.*pas compté/],
  ['', /^\? Jusqu’où \?\n {2}Écrivez.* On attend une distance.*\n {2}Un indice \? `.*`$/],
])('“%s” is answered', async (given, says) => {
  const { environment, last } = testEnvironment([distance]);
  await new CourseExercise('99-distance', environment).answer(given);
  expect(last().replace(/\u00a0/g, ' ')).toMatch(says);
});

test('the question is said when it is asked for, and not under the cell that it stands above', async () => {
  const { environment, last } = testEnvironment([distance]);
  const sheet = new CourseExercise('99-distance', environment);
  await sheet.question();
  expect(last()).toContain('À 60 ms, quelle distance');
  await sheet.answer([]);
  expect(last()).not.toContain('À 60 ms, quelle distance');
});

describe('what a student does is kept', () => {
  test('attempts and hints, not answers', async () => {
    const { environment, last, journal } = testEnvironment([distance]);
    const sheet = new CourseExercise('99-distance', environment);
    await sheet.answer('');
    await sheet.answer('12 mètres?');
    expect(journal.entries).toEqual([]);
    await sheet.answer('1');
    await sheet.hint();
    expect(last()).toBe('› Indice 1 sur 2\n  1. La lumière va vite.');
    await sheet.hint();
    await sheet.hint();
    expect(last()).toContain('2. Il y a un retour.\n  C’était le dernier.');
    await sheet.answer('6000');
    expect(last()).toContain('✓ Juste (essai n°');
    expect(journal.entries.map(({ event }) => event)).toEqual(['wrong', 'hint', 'hint', 'right']);
    expect(JSON.stringify(journal.entries)).not.toContain('6000');
  });

  test('an answer is judged where nothing can be kept', async () => {
    const broken = () => Promise.reject(new Error('EROFS'));
    const { environment, last } = testEnvironment([distance], { journal: { read: broken, add: broken } });
    await new CourseExercise('99-distance', environment).answer('6000');
    expect(last()).toMatch(/✓ Juste\n[^]*n’a pas pu être lue[^]*n’a pas pu être notée/);
  });
});

describe('while a collection is graded', () => {
  test.each(['', '1', 'six mille'])('“%s” throws', async (given) => {
    const { environment } = testEnvironment([distance], { grading: true });
    await expect(new CourseExercise('99-distance', environment).answer(given)).rejects.toThrow(
      NotSolvedError,
    );
  });

  test('a right answer passes, and leaves no trace', async () => {
    const { environment, journal } = testEnvironment([distance], { grading: true });
    await new CourseExercise('99-distance', environment).answer('6000');
    expect(journal.entries).toEqual([]);
  });
});

test.each(['99-autre', '../../etc', ''])('no exercise is named “%s”', async (id) => {
  const { environment } = testEnvironment([distance]);
  await expect(new CourseExercise(id, environment).question()).rejects.toThrow(UnknownNameError);
});

test('what a student writes is shown as text', async () => {
  const { environment, shown } = testEnvironment([distance]);
  await new CourseExercise('99-distance', environment).answer('<img src=x onerror=alert(1)> & \u202e');
  const html = shown.map(feedbackHtml).join('');
  expect(html).not.toMatch(/<img|\u202e/);
  expect(html).toContain('&#60;img src=x');
});
