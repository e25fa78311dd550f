/** The journal of a student of this machine: one file each, under XDG_STATE_HOME. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { journalLine, type JournalEntry, type JournalStore, readJournal } from './progress.js';

/** Some tens of thousands of attempts. */
const LARGEST = 4_000_000;

/**
 * The file of a student: `SONDE_STUDENT` where several share an account, else the user.
 *
 * @param environment variables of the process
 */
export function journalPath(environment: NodeJS.ProcessEnv = process.env): string {
  const state = environment.XDG_STATE_HOME ?? '';
  // The specification says that a relative path is to be ignored.
  const folder = path.isAbsolute(state) ? state : path.join(os.homedir(), '.local/state');
  const student = environment.SONDE_STUDENT ?? '';
  return path.join(folder, 'sonde', `${fileName(student === '' ? userName() : student)}.jsonl`);
}

/** A user without a name (a container's number) is still a student. */
function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'anonyme');
  }
}

/** A name is data: what is more than letters and digits is replaced, and a digest keeps two students apart. */
function fileName(student: string): string {
  if (/^[a-z0-9_-]{1,60}$/.test(student)) return student;
  const digest = createHash('sha256').update(student).digest('hex').slice(0, 12);
  return `${student.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 40)}-${digest}`;
}

/**
 * A journal in a file. An entry is one short write in append mode, which the kernel does atomically: two notebooks that
 * write at once lose nothing.
 *
 * @param file its path; the folder is made when missing
 */
export function journalFile(file: string): JournalStore {
  return {
    async read() {
      const { entries, faults } = readJournal(await textOf(file));
      return faults === 0 ? { entries, notices: [] } : setAside(file);
    },
    async add(entry) {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await appendFile(file, journalLine(entry), { mode: 0o600 });
    },
  };
}

async function textOf(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    // More attempts than a student makes: this is no journal of ours.
    return text.length > LARGEST ? 'trop grand' : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** The file is moved first: what another notebook adds meanwhile goes to a new one, and the good lines join it there. */
async function setAside(file: string): ReturnType<JournalStore['read']> {
  const aside = `${file}.${Date.now()}.illisible`;
  try {
    await rename(file, aside);
  } catch (error) {
    // Another notebook was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { entries: readJournal(await textOf(file)).entries, notices: [] };
  }
  const { entries, faults } = readJournal(await textOf(aside));
  await appendFile(file, entries.map(journalLine).join(''), { mode: 0o600 });
  return { entries: readJournal(await textOf(file)).entries, notices: [asideNotice(entries, faults, aside)] };
}

function asideNotice(entries: readonly JournalEntry[], faults: number, aside: string): string {
  const lines = faults === 1 ? 'une ligne illisible' : `${faults} lignes illisibles`;
  return `Le fichier de votre progression contenait ${lines} : il est mis de côté dans « ${aside} », et ses ${entries.length} autres lignes sont gardées.`;
}
