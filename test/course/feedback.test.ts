import { expect, test } from 'vitest';
import { feedbackHtml, feedbackText } from '../../src/course/feedback.js';

const feedback = {
  tone: 'hint',
  title: 'Un indice',
  paragraphs: ['Ajoutez `2 ** 32`, et **un** seul tour.', 'Vous avez répondu <img src=x onerror=alert(1)>.'],
} as const;

test('in a terminal, what is strong is plain, and code keeps its stars', () => {
  expect(feedbackText(feedback).split('\n').slice(0, 2)).toEqual([
    '› Un indice',
    '  Ajoutez `2 ** 32`, et un seul tour.',
  ]);
});

test('in a page, code and strong words are elements, and what a student wrote is text', () => {
  expect(feedbackHtml(feedback)).toBe(
    [
      '<p><strong>› Un indice</strong></p>',
      '<p>Ajoutez <code>2 ** 32</code>, et <strong>un</strong> seul tour.</p>',
      '<p>Vous avez répondu &#60;img src=x onerror=alert(1)&#62;.</p>',
    ].join('\n'),
  );
});
