import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ParseError } from '../../src/parse-error.js';
import { hasOutputs, hasTag, type Notebook, stripOutputs } from '../../src/notebook/notebook.js';
import {
  formatNotebook,
  parseNotebook,
  readNotebook,
  writeNotebook,
} from '../../src/notebook/notebook-file.js';
import { codeCell, notebookOf, temporaryFolder, textCell } from './temporary-notebooks.js';

const folder = temporaryFolder();

/** As Jupyter's own nbformat writes it. */
const written = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "intro",
   "metadata": {},
   "source": [
    "# Ping\\n",
    "et son écho"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "mesure",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "un\\n",
      "deux\\n"
     ]
    },
    {
     "data": {
      "application/vnd.plotly.v1+json": {
       "data": []
      },
      "image/png": "aGVsbG8=",
      "text/html": [
       "<p>\\n",
       "</p>"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": [
    "mesurer()"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

test('a file written by Jupyter is read and written again without a change', () => {
  expect(formatNotebook(parseNotebook(written))).toBe(written);
});

test('lists of lines are read as one string', () => {
  const [intro, measure] = parseNotebook(written).cells;
  expect(intro?.source).toBe('# Ping\net son écho');
  expect(measure).toMatchObject({
    outputs: [{ text: 'un\ndeux\n' }, { data: { 'text/html': '<p>\n</p>' } }],
  });
});

test('outputs and execution counts are found, and stripped', () => {
  const notebook = parseNotebook(written);
  expect(hasOutputs(notebook)).toBe(true);
  const stripped = stripOutputs(notebook);
  expect(hasOutputs(stripped)).toBe(false);
  expect(stripped.cells.map((cell) => cell.source)).toEqual(notebook.cells.map((cell) => cell.source));
  expect(hasOutputs({ ...stripped, cells: [{ ...codeCell('1'), execution_count: 1 }] })).toBe(true);
});

test('tags are read from the metadata, absent or odd as it may be', () => {
  expect(hasTag(codeCell('1', { tags: ['skip-execution'] }), 'skip-execution')).toBe(true);
  expect(hasTag(codeCell('1', { tags: 'skip-execution' }), 'skip-execution')).toBe(false);
  expect(hasTag(textCell(''), 'skip-execution')).toBe(false);
});

describe('a bad file is refused', () => {
  test.each([
    ['{"nbformat": 4,\n<<<<<<< HEAD\n"cells": []}', 2],
    ['{"cells": [\n1,\n]}', 3],
    ['{"a": 1,\n"b": [],\n"c": tru,\n"d": 2}', 3],
    ['{"cells": [\n1', 2],
    ['', 1],
  ])('with the line where the JSON is wrong: %j', (text, line) => {
    expect(() => parseNotebook(text)).toThrow(expect.objectContaining({ name: 'ParseError', line }));
  });

  const valid: Notebook = notebookOf([textCell('a'), codeCell('b')]);
  test.each([
    ['[]', 'a notebook is []'],
    ['{}', 'nbformat is missing'],
    [JSON.stringify({ ...valid, nbformat: 3 }), 'nbformat is 3'],
    [JSON.stringify({ ...valid, cells: {} }), 'cells is not a list'],
    [JSON.stringify({ ...valid, cells: [{ ...textCell('a'), cell_type: 'heading' }] }), 'cell 1: cell_type'],
    [
      JSON.stringify({ ...valid, cells: [textCell('a'), { ...codeCell('b'), source: 3 }] }),
      'cell 2: source is 3',
    ],
    [
      JSON.stringify({ ...valid, cells: [{ ...codeCell('b'), outputs: [{ output_type: 'pyout' }] }] }),
      'pyout',
    ],
  ])('with what was expected: %s', (text, message) => {
    expect(() => parseNotebook(text)).toThrow(ParseError);
    expect(() => parseNotebook(text)).toThrow(message);
  });
});

test('a notebook replaces the file at one stroke and leaves no draft', async () => {
  const file = path.join(folder, 'deep/er/notebook.ipynb');
  await writeNotebook(file, parseNotebook(written));
  await writeNotebook(file, stripOutputs(parseNotebook(written)));
  expect(hasOutputs(await readNotebook(file))).toBe(false);
  expect(readdirSync(path.dirname(file))).toEqual(['notebook.ipynb']);

  writeFileSync(path.join(folder, 'obstacle'), '');
  await expect(
    writeNotebook(path.join(folder, 'obstacle/n.ipynb'), parseNotebook(written)),
  ).rejects.toThrow();
});
