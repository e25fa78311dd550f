import { kernelResolve } from '../../network/kernel-names.js';
import { requireAuthorisation } from '../../probe/authorisation.js';
import { isIpv6 } from '../../probe/ip-packet.js';
import { InvalidOptionError } from '../../option.js';
import { addressesOf } from '../../probe/sweep.js';
import { operand } from '../../run/run.js';

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
