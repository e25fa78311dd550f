import { reverse } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import {
  type Network,
  NoPrivilegeError,
  NoRawSocketError,
  SendError,
  UnknownHostError,
} from '../../network/network.js';
import { type OpenOptions, open } from '../../network/open.js';
import { InvalidOptionError } from '../../option.js';
import { NotAuthorisedError } from '../../probe/authorisation.js';
import { addressNames, type Scenario } from '../../scenario/scenario.js';
import { loadScenario, loadScenarioFile } from '../../scenario/load.js';
import { DocumentError } from '../../document/document.js';
import type { AddressNames } from '../../tools/traceroute/traceroute-report.js';
import { UnknownNameError } from '../../unknown-name.js';
import { untilInterrupted } from '../interruption.js';
import type { ProbeOptions } from './probe-options.js';
import { printError } from '../terminal.js';

/** What a probe of the command line works with. */
export interface ProbeSession {
  readonly network: Network;
  /** Aborted by Ctrl-C, and when nobody reads what is written any more. */
  readonly signal: AbortSignal;
  /** The names of addresses; empty with `-n`. */
  readonly book: AddressBook;
}

/**
 * Opens the network that the options ask for, says on stderr where the answers come from when they are simulated, runs
 * the probe and sets the exit code.
 *
 * @param options the common ones
 * @param task gives the exit code; when the session's signal is aborted it ends by itself
 * @param needs see {@link OpenOptions}
 */
export async function runProbe(
  options: ProbeOptions,
  task: (session: ProbeSession) => Promise<number>,
  needs: NonNullable<OpenOptions['needs']> = 'packets',
): Promise<void> {
  await untilInterrupted((signal) => probing(options, task, needs, signal));
}

async function probing(
  options: ProbeOptions,
  task: (session: ProbeSession) => Promise<number>,
  needs: NonNullable<OpenOptions['needs']>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const scenario = await scenarioOf(options);
    const network = await openNetwork(options, scenario, needs);
    try {
      const book = new AddressBook(
        network.origin === 'live' ? undefined : scenario,
        options.numeric === true,
      );
      process.exitCode = await task({ network, signal, book });
    } finally {
      network.close();
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    printError(`sonde : ${error.message}`);
    process.exitCode = 2;
  }
}

/** A scenario is only needed for the simulated network, but a wrong one is told in every case. */
function scenarioOf({ scenario = 'reference' }: ProbeOptions): Promise<Scenario> {
  const isFile = scenario.includes('/') || /\.ya?ml$/.test(scenario);
  return isFile ? loadScenarioFile(scenario) : loadScenario(scenario);
}

async function openNetwork(
  options: ProbeOptions,
  scenario: Scenario,
  needs: NonNullable<OpenOptions['needs']>,
): Promise<Network> {
  const asked = options.scenario !== undefined;
  if (asked && options.network === 'raw')
    throw new InvalidOptionError('--scenario', options.scenario, 'left out with --network raw');
  // Who names a scenario wants to see that one, also where real packets are allowed.
  const network = asked ? 'simulated' : options.network;
  const opened = await open({ network, needs, seed: options.seed, ...(asked && { scenario }) });
  if (opened.origin === 'simulated')
    printError(`[${opened.reason}\u202f; scénario «\u00a0${scenario.title}\u00a0»]`);
  return opened;
}

const expected = [
  UnknownHostError,
  SendError,
  InvalidOptionError,
  NotAuthorisedError,
  NoPrivilegeError,
  NoRawSocketError,
  DocumentError,
  UnknownNameError,
];

/** What the user, the machine or the network can be told of; anything else is a bug, and is thrown. */
function isExpected(error: unknown): error is Error {
  if (expected.some((kind) => error instanceof kind)) return true;
  // The file of a scenario that is not there, or may not be read.
  return (
    error instanceof Error &&
    ['ENOENT', 'EACCES', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
  );
}

/** How long a name may be waited for: a report must not hang on a name server. */
const PATIENCE_MS = 2000;

/** The names of the addresses that a probe met: from the scenario, or from the system's name servers. */
export class AddressBook {
  readonly #known: Map<string, string>;
  readonly #asked = new Set<string>();

  /**
   * @param scenario the simulated network; `undefined` on the real one
   * @param numeric nobody wants names
   */
  constructor(
    readonly scenario: Scenario | undefined,
    readonly numeric: boolean,
  ) {
    this.#known = new Map(scenario && !numeric ? addressNames(scenario) : []);
  }

  /** Looks for the names of addresses that were not asked for before. */
  async look(addresses: readonly string[]): Promise<AddressNames> {
    if (this.numeric || this.scenario) return this.#known;
    const unknown = addresses.filter((address) => !this.#asked.has(address));
    for (const address of unknown) this.#asked.add(address);
    await Promise.all(unknown.map((address) => this.#ask(address)));
    return this.#known;
  }

  async #ask(address: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<string[]>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, []);
    });
    try {
      const [name] = await Promise.race([namesOf(address), tooLate]);
      if (name !== undefined) this.#known.set(address, name);
    } catch {
      // No name is no fault: the address is written alone.
    } finally {
      clearTimeout(timer);
    }
  }
}

/** As the system names an address: by the first name of its first line in the file of hosts, otherwise by the DNS. */
async function namesOf(address: string): Promise<readonly string[]> {
  const text = await readFile('/etc/hosts', 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [owner, name] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/);
    if (owner === address && name !== undefined) return [name];
  }
  // The DNS library answers from that file too, but with the other names of an address.
  return reverse(address);
}
