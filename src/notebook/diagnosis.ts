/** What of the course is real on this machine. */
import { findTool } from '../run/tool-process.js';
import { ToolMissingError } from '../run/tool-run.js';
import { openMachine } from '../host/open-machine.js';
import { LabError } from '../lab/lab-error.js';
import { checkPrivilege } from '../lab/tool.js';
import { NoPrivilegeError, NoRawSocketError } from '../network/network.js';
import { open } from '../network/open.js';
import { NotInPageError } from '../not-in-page.js';
import type { Origin } from '../origin.js';

/** What is true, on this machine, of one part of the course. */
export interface Finding {
  /** What it is about, in French. */
  readonly subject: string;
  readonly state: Origin | 'missing';
  /** What was found, in French. */
  readonly found: string;
  /** What would make it real; absent when it is. */
  readonly remedy?: string;
}

/** What {@link diagnose} finds. */
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

/**
 * Looks at this machine: what of the course is real here, what is simulated or recorded, and what would make it real.
 * Nothing is sent.
 *
 * @returns a finding for each part of the course, in French
 * @example
 * ```ts
 * import { diagnose } from 'sonde';
 *
 * const { findings } = await diagnose();
 * console.log(findings[0]?.subject); // → Paquets (ping)
 * ```
 */
export async function diagnose(): Promise<Diagnosis> {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    findings: [
      await rawSockets(),
      connections(),
      await kernelFiles(),
      await laboratories(),
      await tools(),
      notebookKernel(),
      await jupyter(),
    ],
  };
}

async function rawSockets(): Promise<Finding> {
  const subject = 'Paquets (ping)';
  try {
    (await open({ network: 'raw' })).close();
    return { subject, state: 'live', found: 'les sockets brutes sont autorisées' };
  } catch (error) {
    if (error instanceof NotInPageError) return { subject, state: 'simulated', found: error.message };
    const absence = absenceOfRawSockets(error);
    if (absence === undefined) throw error;
    return { subject, state: 'simulated', ...absence };
  }
}

/** Why raw sockets are not there, and what to do; nothing for an error that is a fault. */
export function absenceOfRawSockets(error: unknown): Pick<Finding, 'found' | 'remedy'> | undefined {
  if (error instanceof NoPrivilegeError) {
    return {
      found: 'les sockets brutes demandent un privilège',
      // For one command, in the folder of the course. A capability of node itself would be that of every script of every user.
      remedy:
        'pour une commande, avec le Node d’ici\u202f: sudo "$(command -v node)" dist/cli/main.js ping 127.0.0.1',
    };
  }
  if (!(error instanceof NoRawSocketError)) return undefined;
  return error.builtFor === undefined
    ? {
        found: 'le paquet raw-socket n’est pas compilé',
        remedy: 'installer un compilateur C++ et Python (Debian : apt install g++ make python3), puis npm ci',
      }
    : {
        found: `le paquet raw-socket est compilé pour un autre Node que ${process.version}`,
        remedy: 'npm rebuild raw-socket',
      };
}

/** TCP connections, which every user of every system may open. */
function connections(): Finding {
  return {
    subject: 'Connexions TCP (tcping)',
    state: 'live',
    found: 'elles ne demandent aucun privilège',
  };
}

async function kernelFiles(): Promise<Finding> {
  const subject = 'Compteurs du noyau (/proc/net)';
  const { origin, reason } = await openMachine();
  if (origin === 'live') return { subject, state: 'live', found: 'ceux de cette machine' };
  return { subject, state: origin, found: reason, remedy: 'travailler sous Linux' };
}

async function laboratories(): Promise<Finding> {
  const subject = 'Laboratoires (sonde lab)';
  const simulated = { subject, state: 'simulated' } as const;
  try {
    checkPrivilege();
  } catch (error) {
    if (!(error instanceof LabError) || error.fault !== 'privilege') throw error;
    const found = 'les espaces de noms du réseau demandent Linux et d’y être root';
    return { ...simulated, found, remedy: 'sudo npx sonde lab up NOM' };
  }
  if ((await installed(['ip'])).length > 0) {
    return { subject, state: 'live', found: 'les espaces de noms du réseau sont autorisés' };
  }
  return { ...simulated, found: 'la commande ip est absente', remedy: 'Debian\u202f: apt install iproute2' };
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
