import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findTool } from '../../src/run/tool-process.js';
import { executedFolder, listNotebooks } from '../../src/notebook/course-notebooks.js';
import { type CourseReport, executeAll } from '../../src/notebook/execute-all.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { temporaryFolder } from '../notebook/temporary-notebooks.js';
import { describeCourseBook } from './course-book.js';
import { runNbclient, shapes } from './nbclient.js';
import { printedBy } from './printed.js';
import { promised } from './promised.js';

const files = await listNotebooks();
let report: CourseReport;

beforeAll(async () => {
  report = await executeAll(files, { outputFolder: executedFolder, timeoutMs: 300_000 });
}, 1_800_000);

test('the course has notebooks', () => {
  expect(files).not.toEqual([]);
});

test.each(files.map((file) => [path.basename(file), file]))('%s runs to its end', (name, file) => {
  expect(report.failures.filter((failure) => failure.notebook === file)).toEqual([]);
  expect(report.copies).toContain(path.join(executedFolder, name));
});

test.each(files.map((file) => path.basename(file)))('%s carries Plotly once at most', async (name) => {
  const { cells } = await readNotebook(path.join(executedFolder, name));
  const carriers = cells.filter((cell) => JSON.stringify(cell).includes('sondeFigures.library('));
  expect(carriers.length).toBeLessThanOrEqual(1);
});

test.each(Object.keys(promised))('%s prints what its text speaks of', async (name) => {
  const text = printedBy(await readNotebook(path.join(executedFolder, name)));
  for (const each of promised[name] ?? []) expect(text).toMatch(each);
});

const nbconvert = await findTool('jupyter-nbconvert');

/** Jupyter's own client runs three chapters: an animation, data frames, a figure that is updated in its place. */
const inNbclient = ['02-traceroute.ipynb', '04-proc-net.ipynb', '09-tableau-de-bord.ipynb'];

async function kindsIn(names: readonly string[]): Promise<readonly string[]> {
  const all = await Promise.all(names.map((name) => shapes(path.join(executedFolder, name))));
  return [...new Set(all.flat(2))].sort();
}

test('those three chapters show every kind of output that the course has', async () => {
  expect(await kindsIn(inNbclient)).toEqual(await kindsIn(files.map((file) => path.basename(file))));
});

describe(nbconvert === undefined ? 'jupyter-nbconvert is not installed' : 'in Jupyter’s own nbclient', () => {
  const folder = temporaryFolder();
  const theirs = path.join(folder, 'theirs');

  beforeAll(async () => {
    const run = files.filter((file) => inNbclient.includes(path.basename(file)));
    if (nbconvert !== undefined) await runNbclient(nbconvert, run, { folder, outputFolder: theirs });
  }, 3_600_000);

  for (const name of inNbclient) {
    test.skipIf(nbconvert === undefined)(`${name} gives the same kinds of outputs`, async () => {
      expect(await shapes(path.join(theirs, name))).toEqual(await shapes(path.join(executedFolder, name)));
    });
  }
});

describeCourseBook(executedFolder);
