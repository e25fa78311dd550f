/**
 * What traceroute writes after a time when an ICMP error says more than "time exceeded".
 *
 * @see traceroute(8), "!H, !N, or !P …"; RFC 792 and RFC 1812 for IPv4 codes, RFC 4443 for IPv6
 */
export function unreachableMark(version: 4 | 6, code: number, nextHopMtu?: number): string {
  if (version === 6) return marks6[code] ?? `!<${code}>`;
  if (code === 4) return `!F-${nextHopMtu ?? 0}`;
  return marks4[code] ?? `!<${code}>`;
}

/** Port unreachable has no mark: it is how a destination answers a UDP probe. */
const marks4: Readonly<Record<number, string>> = {
  0: '!N',
  1: '!H',
  2: '!P',
  3: '',
  5: '!S',
  6: '!N',
  7: '!H',
  8: '!N',
  9: '!X',
  10: '!X',
  11: '!N',
  12: '!H',
  13: '!X',
  14: '!V',
  15: '!C',
};

const marks6: Readonly<Record<number, string>> = { 0: '!N', 1: '!X', 2: '!H', 3: '!H', 4: '' };
