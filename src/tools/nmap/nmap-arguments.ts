import { kernelResolve } from '../../network/kernel-names.js';
import { InvalidOptionError } from '../../option.js';
import { requireAuthorisation } from '../../probe/authorisation.js';
import { isIpv6 } from '../../probe/ip-packet.js';
import { addressesOf } from '../../probe/prefix.js';
import { operand } from '../../run/argument.js';
import { runTool } from '../../run/run.js';
import { succeeded } from '../../run/tool-run.js';

/**
 * The arguments that give nmap its target: an address, a prefix, a range of a last number (192.168.1.10-20), or a name,
 * which is resolved here so that what was allowed is what will be scanned.
 *
 * @throws NotAuthorisedError; UnknownHostError; InvalidOptionError; ToolArgumentError
 */
export async function targetArguments(
  target: string,
  authorisation: string | undefined,
): Promise<readonly string[]> {
  operand(target);
  if (/^[\d./-]+$/.test(target)) {
    for (const address of endsOf(target)) requireAuthorisation(address, 'live', authorisation);
    return [target];
  }
  if (target.includes('/'))
    throw new InvalidOptionError('target', target, 'an address, an IPv4 prefix or a name');
  const address = await kernelResolve(target);
  requireAuthorisation(address, 'live', authorisation);
  return isIpv6(address) ? ['-6', address] : [address];
}

/** First and last address: blocks of private addresses are aligned, so what is between two of one prefix is private too. */
function endsOf(target: string): readonly string[] {
  const [, network = '', first = '', last] = /^((?:\d{1,3}\.){3})(\d{1,3})-(\d{1,3})$/.exec(target) ?? [];
  const ends = last === undefined ? addressesOf(target) : [network + first, network + last];
  if (last !== undefined && Number(first) > Number(last)) {
    throw new InvalidOptionError('target', target, 'like 192.168.1.10-20');
  }
  for (const end of ends.slice(0, 2)) addressesOf(end);
  return [ends[0] ?? '', ends.at(-1) ?? ''];
}

/**
 * The argument of -p.
 *
 * @param ports numbers, or a text such as `22,80,8000-8010`
 * @throws InvalidOptionError
 */
export function portArgument(ports: string | readonly number[]): string {
  const text = typeof ports === 'string' ? ports : ports.join(',');
  for (const part of text.split(',')) {
    const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last ?? first)];
    if (!(from >= 1 && from <= to && to <= 65_535)) {
      throw new InvalidOptionError('ports', part, 'ports from 1 to 65535, like 22,80,8000-8010');
    }
  }
  return text;
}

/** A script that harms, or may, and that nobody allowed. */
export class RefusedScriptError extends Error {
  override readonly name = 'RefusedScriptError';
  constructor(
    readonly script: string,
    readonly category: string,
  ) {
    super(
      `the script ${script} is of the category ${category}: it may break a service or get into it; run it only on what ` +
        "is yours, and say who allowed it: { authorisation: 'the permission, and from whom' }",
    );
  }
}

/** Categories of NSE whose scripts attack, guess passwords, or tell third parties. @see nmap.org/book/nse-usage.html */
const risky = ['brute', 'dos', 'exploit', 'external', 'fuzzer', 'intrusive', 'malware', 'vuln'];
/** Categories that mix such scripts with others. */
const mixed = ['auth', 'broadcast', 'discovery'];
/** `default` has intrusive scripts too, but none that nmap does not take for fit to be run by default. */
const harmless = ['default', 'safe', 'version'];

/**
 * The argument of --script. Names only: no file, no pattern, no expression.
 *
 * @throws InvalidOptionError; {@link RefusedScriptError} for what harms, without an authorisation
 */
export async function scriptArgument(
  scripts: readonly string[],
  authorisation: string | undefined,
): Promise<string> {
  if (scripts.length === 0) throw new InvalidOptionError('scripts', scripts, 'at least one name');
  for (const script of scripts) {
    if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(script)) {
      throw new InvalidOptionError('scripts', JSON.stringify(script), 'names of NSE such as http-title');
    }
  }
  if (authorisation === undefined || authorisation.trim() === '') await refuseRisky(scripts);
  return scripts.join(',');
}

async function refuseRisky(scripts: readonly string[]): Promise<void> {
  for (const script of scripts) {
    if (risky.includes(script)) throw new RefusedScriptError(script, script);
    if (mixed.includes(script)) throw new RefusedScriptError(script, 'intrusive');
    if (harmless.includes(script)) continue;
    const category = (await categoriesOf(script)).find((each) => risky.includes(each));
    if (category !== undefined) throw new RefusedScriptError(script, category);
  }
}

/** As nmap itself says. @throws InvalidOptionError for a script that it does not have */
async function categoriesOf(script: string): Promise<readonly string[]> {
  const { stdout } = succeeded(await runTool('nmap', ['--script-help', script, '-oX', '-']));
  const found = [...stdout.matchAll(/<category>([a-z]{1,40})<\/category>/g)].map(([, name = '']) => name);
  if (found.length === 0) throw new InvalidOptionError('scripts', script, 'a script that nmap has');
  return found;
}
