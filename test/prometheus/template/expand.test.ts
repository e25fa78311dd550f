import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandAlertTemplate } from '../../../src/prometheus/template/expand.js';
import { TemplateError } from '../../../src/prometheus/template/syntax.js';

const data = { labels: { instance: '<b>a</b>' }, value: 1 };

test('labels are data: what they hold is neither template nor markup', async () => {
  const labels = { instance: '{{ $value }}<script>' };
  expect(await expandAlertTemplate('{{ $labels.instance }}', { ...data, labels })).toBe(
    '{{ $value }}<script>',
  );
});

test('a template that would never end, or never stop growing, is given up', async () => {
  await expect(
    expandAlertTemplate('{{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }}', data),
  ).rejects.toThrow('exceeded maximum template depth');
  await expect(expandAlertTemplate('{{ printf "%999999999d" 1 }}', data)).rejects.toThrow(TemplateError);
});

test('garbage is a TemplateError or a text, never another failure', async () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '-',
    ' ',
    '$labels',
    '.',
    '|',
    'if',
    'end',
    'range',
    '(',
    ')',
    '"',
    '1',
    'humanize',
    'printf',
    ':=',
    '$x',
    'é',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
      try {
        expect(typeof (await expandAlertTemplate(pieces.join(''), data))).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }),
    { numRuns: 500 },
  );
});
