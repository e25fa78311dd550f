import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { listNotebooks } from '../../src/notebook/course-notebooks.js';
import { hasOutputs, type Notebook } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';

const files = await listNotebooks();

describe.each(files.map((file) => [path.basename(file), file]))('%s', (_name, file) => {
  let notebook: Notebook;
  beforeAll(async () => {
    notebook = await readNotebook(file);
  });

  test('is stored without outputs and execution counts', () => {
    expect(hasOutputs(notebook)).toBe(false);
  });

  test('names the TypeScript kernel', () => {
    expect(notebook.metadata).toMatchObject({
      kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
      language_info: { name: 'typescript' },
    });
  });

  test('opens with its aims, its prerequisites and the time it needs', () => {
    const [first] = notebook.cells;
    expect(first?.source).toMatch(/^# ./);
    expect(first?.source).toMatch(
      /\n\*\*(À la fin de ce chapitre, vous saurez|Vous trouverez ici)\*\*\n\n(- .+\n){3,}/,
    );
    expect(first?.source).toMatch(/\n\*\*Prérequis\*\*\s: \S.+ \*\*Durée\*\*\s: .*(minutes|heure|h\b)/);
  });

  test('ends with exercises, then with what to remember', () => {
    const headings = notebook.cells.map(({ source }) => /^## (.*)/.exec(source)?.[1]);
    const exercises = headings.indexOf('À vous');
    expect(exercises).toBeGreaterThan(0);
    expect(headings.slice(exercises + 1).filter(Boolean)).toEqual([
      expect.stringMatching(/^(L’essentiel|Pour continuer)/),
    ]);
  });

  test('gives every cell an identifier of its own', () => {
    const ids = notebook.cells.map((cell) => cell.id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('the course has notebooks', () => {
  expect(files).not.toEqual([]);
});
