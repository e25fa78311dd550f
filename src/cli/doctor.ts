import { Command } from 'commander';
import { open } from '../network/open.js';
import { NoPrivilegeError, NoRawSocketError } from '../network/network.js';
import { findTool } from '../command/find-tool.js';
import { ToolMissingError } from '../command/tool-error.js';

/** What is true of one part of the course on this machine. */
export interface Finding {
  /** What it is about, in French. */
  readonly subject: string;
  readonly state: 'live' | 'simulated' | 'missing';
  /** What was found, in French. */
  readonly found: string;
  /** What would make it real; absent when it is. */
  readonly remedy?: string;
}

/** Everything the doctor knows. */
export interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  readonly findings: readonly Finding[];
}

/** The classical tools that the course reads or compares itself with. */
const classicalTools = [
  ...['ping', 'traceroute', 'tracepath', 'mtr', 'ss', 'netstat', 'nmap', 'iperf3', 'tcpdump', 'tshark'],
  'prometheus',
];

/** Looks at this machine: what of the course is real here, what is simulated, and what would make it real. */
export async function diagnose(): Promise<Diagnosis> {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    findings: [await rawSockets(), notebookKernel(), await jupyter(), await tools()],
  };
}

/**
 * One French line for each part of the course.
 *
 * @param diagnosis what {@link diagnose} found
 */
export function diagnosisLines(diagnosis: Diagnosis): string[] {
  const marks = { live: '● réel  ', simulated: '○ simulé', missing: '– absent' };
  return diagnosis.findings.map(({ subject, state, found, remedy }) => {
    const advice = remedy === undefined ? '' : ` → ${remedy}`;
    return `${marks[state]}  ${subject} : ${found}${advice}`;
  });
}

/** What `npm start` prints of this machine. */
export async function describeMachine(): Promise<string[]> {
  return diagnosisLines(await diagnose());
}

/** `sonde doctor [--json]` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('dit ce qui est réel et ce qui est simulé sur cette machine')
    .option('--json', 'la même chose pour un programme')
    .action(async ({ json }: { json?: true }) => {
      const diagnosis = await diagnose();
      const heading = `Sonde sur Node ${diagnosis.node}, ${diagnosis.platform}`;
      console.log(
        json ? JSON.stringify(diagnosis, null, 2) : [heading, ...diagnosisLines(diagnosis)].join('\n'),
      );
    });
}

async function rawSockets(): Promise<Finding> {
  const subject = 'Paquets (ping)';
  try {
    (await open({ network: 'raw' })).close();
    return { subject, state: 'live', found: 'les sockets brutes sont autorisées' };
  } catch (error) {
    if (error instanceof NoPrivilegeError) {
      return {
        subject,
        state: 'simulated',
        found: 'les sockets brutes demandent un privilège',
        remedy: `lancer en root, ou une fois pour toutes : sudo setcap cap_net_raw+ep ${process.execPath}`,
      };
    }
    if (error instanceof NoRawSocketError) {
      return {
        subject,
        state: 'simulated',
        found: 'le paquet raw-socket n’est pas compilé',
        remedy: 'installer un compilateur C++ et Python (Debian : apt install g++ make python3), puis npm ci',
      };
    }
    throw error;
  }
}

function notebookKernel(): Finding {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { version } = require('tslab/package.json') as { version: string };
  return { subject: 'Cellules', state: 'live', found: `exécutées par tslab ${version}` };
}

async function jupyter(): Promise<Finding> {
  const subject = 'Jupyter';
  const [program] = await installed(['jupyter-lab', 'jupyter-notebook']);
  if (program) return { subject, state: 'live', found: `${program} est installé (npm run jupyter)` };
  return {
    subject,
    state: 'missing',
    found: 'aucun Jupyter installé ; le livre et npm run notebooks s’en passent',
    remedy: 'Debian : apt install jupyter-notebook ; ailleurs : pip install jupyterlab',
  };
}

async function tools(): Promise<Finding> {
  const subject = 'Outils classiques';
  const present = await installed(classicalTools);
  const absent = classicalTools.filter((name) => !present.includes(name));
  const found = present.length > 0 ? `présents : ${present.join(', ')}` : 'aucun';
  if (absent.length === 0) return { subject, state: 'live', found };
  const packages = new Set(absent.map((name) => new ToolMissingError(name).debianPackage));
  return {
    subject,
    state: present.length > 0 ? 'live' : 'missing',
    found: `${found} ; absents : ${absent.join(', ')}`,
    remedy: `Debian : apt install ${[...packages].join(' ')}`,
  };
}

async function installed(names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map(findTool));
  return names.filter((_, i) => found[i] !== undefined);
}
