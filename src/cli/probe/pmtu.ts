import type { Command } from 'commander';
import { type PathMtuResult, type PathMtuStep, pathMtu } from '../../probe/pmtu.js';
import {
  type ProbeOptions,
  familyOf,
  integerFrom,
  probeCommand,
  secondsAsMs,
  withFamilies,
} from './probe-options.js';
import { type ProbeSession, runProbe } from './probe-session.js';
import { print, printText } from '../terminal.js';

interface Options extends ProbeOptions {
  readonly length: number;
  readonly timeout: number;
}

/** `sonde pmtu`: the path MTU, in the layout of tracepath. */
export function pmtuCommand(): Command {
  return withFamilies(probeCommand('pmtu', 'cherche le plus grand paquet qui passe entier, comme tracepath'))
    .argument('<hôte>', 'nom ou adresse')
    .option('-l, --length <octets>', 'plus grand paquet essayé', integerFrom(68), 65_535)
    .option('-W, --timeout <secondes>', 'attente de chaque réponse', secondsAsMs, 1000)
    .action((host: string, options: Options) => runProbe(options, (session) => run(session, host, options)));
}

/** @returns 0 when the path MTU is known, otherwise 1 */
async function run(session: ProbeSession, host: string, options: Options): Promise<number> {
  const { network, signal, book } = session;
  const address = await network.resolve(host, familyOf(options).version);
  const { length: maxMtu, timeout: timeoutMs } = options;
  const result = { ...(await pathMtu(network, address, { maxMtu, timeoutMs, signal })), host };
  const names = await book.look(result.steps.flatMap(({ from }) => from ?? []));
  if (options.json) printText(JSON.stringify(result, null, 2));
  else print(...result.steps.map((step) => stepLine(step, names)), resume(result));
  return result.pathMtu === undefined ? 1 : 0;
}

/** One line for each packet that was tried: its length, who spoke, and what was learnt. */
function stepLine(
  { length, outcome, from, nextHopMtu }: PathMtuStep,
  names: ReadonlyMap<string, string>,
): string {
  const speaker = {
    passed: 'destination',
    'too-big': nameOf(from, names),
    'too-big-here': '[LOCALHOST]',
    silent: 'no reply',
  };
  const learnt = { passed: 'passed', 'too-big': 'too big', 'too-big-here': 'too big', silent: '' };
  const mtu = nextHopMtu === undefined ? '' : ` pmtu ${nextHopMtu}`;
  return `${String(length).padStart(5)}:  ${speaker[outcome].padEnd(42)} ${learnt[outcome]}${mtu}`.trimEnd();
}

function nameOf(from: string | undefined, names: ReadonlyMap<string, string>): string {
  const name = from === undefined ? undefined : names.get(from);
  return name === undefined ? (from ?? '?') : `${name} (${from ?? ''})`;
}

function resume({ pathMtu: mtu, blackHole }: PathMtuResult): string {
  if (mtu === undefined) return '     Resume: no reply';
  return `     Resume: pmtu ${mtu}${blackHole ? ' (black hole: longer packets vanish without a word)' : ''}`;
}
