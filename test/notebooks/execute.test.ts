import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { executedFolder, listNotebooks } from '../../src/notebook/course-notebooks.js';
import { type CourseReport, executeAll } from '../../src/notebook/execute-all.js';

const files = await listNotebooks();
let report: CourseReport;

beforeAll(async () => {
  report = await executeAll(files, { outputFolder: executedFolder });
}, 600_000);

test('the course has notebooks', () => {
  expect(files).not.toEqual([]);
});

test.each(files.map((file) => [path.basename(file), file]))('%s runs to its end', (name, file) => {
  expect(report.failures.filter((failure) => failure.notebook === file)).toEqual([]);
  expect(report.copies).toContain(path.join(executedFolder, name));
});
