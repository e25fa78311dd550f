/** The course's notebooks, read by Jupyter's own library. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { listNotebooks } from '../../../src/notebook/course-notebooks.js';

const run = promisify(execFile);

/** Debian's own, for which python3-nbformat is installed; another python3 may come first on PATH. */
const python = '/usr/bin/python3';

/** Prints one line for each notebook: its format, and what is wrong with it. */
const program = `
import json, sys
import nbformat
for name in sys.argv[1:]:
    with open(name, encoding='utf-8') as file:
        notebook = json.load(file)
    try:
        nbformat.validate(notebook)
        fault = ''
    except nbformat.ValidationError as error:
        fault = error.message
    print('{}.{} {}'.format(notebook['nbformat'], notebook['nbformat_minor'], fault).strip())
`;

const lack = await run(python, ['-c', 'import nbformat']).then(
  () => undefined,
  () => 'needs python3-nbformat',
);

describe.skipIf(lack !== undefined)(`nbformat reads the course${lack ? ` (${lack})` : ''}`, () => {
  test('every notebook is of nbformat 4.5, with nothing that the format does not know', async () => {
    const files = await listNotebooks();
    const { stdout, stderr } = await run(python, ['-W', 'error', '-c', program, ...files]);
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n')).toEqual(files.map(() => '4.5'));
  });

  test('a cell that is not of the format is seen', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-nbformat-'));
    try {
      const file = path.join(folder, 'bad.ipynb');
      const cell = {
        cell_type: 'code',
        id: 'a b',
        metadata: {},
        source: '',
        outputs: [],
        execution_count: null,
      };
      writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }));
      expect((await run(python, ['-c', program, file])).stdout).toMatch(/^4\.5 .*cells\[0\]/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
