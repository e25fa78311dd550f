import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { journalFile, journalPath } from '../../src/course/journal-file.js';
import { type JournalEntry, journalLine, progressOf, readJournal } from '../../src/course/progress.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sonde-journal-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const entry = (event: JournalEntry['event'], exercise = '01-a'): JournalEntry => ({
  at: '2026-11-22T08:00:00.000Z',
  exercise,
  event,
});

describe('where it is', () => {
  const fileFor = (student: string) => journalPath({ XDG_STATE_HOME: '/state', SONDE_STUDENT: student });

  test('a file for each student, whatever the name', () => {
    expect(fileFor('zoe')).toBe('/state/sonde/zoe.jsonl');
    const names = ['../../etc/passwd', 'Zoé', 'zoé', 'a/b', 'a_b', '..', 'x'.repeat(300)];
    const files = names.map(fileFor);
    for (const file of files) expect(path.dirname(file)).toBe('/state/sonde');
    expect(new Set(files).size).toBe(names.length);
  });

  test('in the home folder by default; a relative XDG_STATE_HOME is ignored', () => {
    expect(journalPath({ XDG_STATE_HOME: 'here' })).toMatch(/\.local\/state\/sonde\/[\w-]+\.jsonl$/);
  });
});

describe('what it keeps', () => {
  test('nothing yet', async () => {
    expect(await journalFile(path.join(folder, 'none.jsonl')).read()).toEqual({ entries: [], notices: [] });
  });

  test('every entry of notebooks that write at the same time', async () => {
    const file = path.join(folder, 'deep/er/zoe.jsonl');
    const notebooks = [journalFile(file), journalFile(file), journalFile(file)];
    const ids = Array.from({ length: 60 }, (_, i) => `01-x${i}`);
    await Promise.all(ids.map(async (id, i) => notebooks[i % 3]?.add(entry('wrong', id))));
    const { entries } = await journalFile(file).read();
    expect(entries.map(({ exercise }) => exercise).sort()).toEqual([...ids].sort());
  });

  test('the good lines of a spoilt file, which is set aside and told', async () => {
    const file = path.join(folder, 'spoilt.jsonl');
    writeFileSync(file, `${journalLine(entry('wrong'))}\n{"at": "2026${journalLine(entry('right'))}\n\0\0`);
    const { entries, notices } = await journalFile(file).read();
    expect(progressOf(entries, '01-a')).toEqual({ attempts: 2, hints: 0, done: true });
    expect(notices).toEqual([expect.stringMatching(/2 lignes illisibles.*mis de côté dans/)]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.illisible'))).toHaveLength(1);
    expect(await journalFile(file).read()).toEqual({ entries, notices: [] });
    expect(readFileSync(file, 'utf8')).not.toContain('\0');
  });
});

test('a journal cut anywhere loses its last entry only', () => {
  const whole = [entry('hint'), entry('wrong'), entry('right')].map(journalLine).join('');
  for (let end = 0; end <= whole.length; end++) {
    const after = readJournal(`${whole.slice(0, end)}${journalLine(entry('hint', '01-b'))}`);
    expect(after.entries.at(-1)).toEqual(entry('hint', '01-b'));
    expect(after.faults).toBeLessThanOrEqual(1);
  }
});

test('any text is a journal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      expect(readJournal(text).entries).toEqual([]);
    }),
  );
});
