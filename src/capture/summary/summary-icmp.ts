import { ipv6Text } from '../../packet/address.js';
import { macText } from '../../packet/ethernet.js';
import { uint16, uint8 } from '../../packet/octets.js';
import { type FieldContext, numberIn } from '../conversations/tracked-fields.js';
import { hexadecimal } from '../layers/field.js';
import { icmpTitle } from '../layers/icmp.js';
import { icmpv6Title } from '../layers/icmpv6.js';
import type { Layer } from '../layers/layer.js';

type Names = Readonly<Record<number, string>>;

/** A kind of error, and its causes, in Wireshark's words: IANA's say the same in others. */
interface ErrorWords {
  readonly kind: string;
  readonly causes: Names;
}

const icmpErrors: Readonly<Record<number, ErrorWords>> = {
  3: {
    kind: 'Destination unreachable',
    causes: {
      0: 'Network unreachable',
      1: 'Host unreachable',
      2: 'Protocol unreachable',
      3: 'Port unreachable',
      4: 'Fragmentation needed',
      5: 'Source route failed',
      6: 'Destination network unknown',
      7: 'Destination host unknown',
      8: 'Source host isolated',
      9: 'Network administratively prohibited',
      10: 'Host administratively prohibited',
      11: 'Network unreachable for TOS',
      12: 'Host unreachable for TOS',
      13: 'Communication administratively filtered',
      14: 'Host precedence violation',
      15: 'Precedence cutoff in effect',
    },
  },
  5: {
    kind: 'Redirect            ',
    causes: {
      0: 'Redirect for network',
      1: 'Redirect for host',
      2: 'Redirect for TOS and network',
      3: 'Redirect for TOS and host',
    },
  },
  12: { kind: 'Parameter problem   ', causes: { 0: 'Pointer indicates the error' } },
  11: {
    kind: 'Time-to-live exceeded',
    causes: { 0: 'Time to live exceeded in transit', 1: 'Fragment reassembly time exceeded' },
  },
};

const icmpv6Errors: Readonly<Record<number, ErrorWords>> = {
  1: {
    kind: 'Destination Unreachable',
    causes: {
      0: 'no route to destination',
      1: 'Administratively prohibited',
      2: 'Beyond scope of source address',
      3: 'Address unreachable',
      4: 'Port unreachable',
      5: 'Source address failed ingress/egress policy',
      6: 'Reject route to destination',
    },
  },
  3: {
    kind: 'Time Exceeded',
    causes: { 0: 'hop limit exceeded in transit', 1: 'fragment reassembly time exceeded' },
  },
  4: {
    kind: 'Parameter Problem',
    causes: {
      0: 'erroneous header field encountered',
      1: 'unrecognized Next Header type encountered',
      2: 'unrecognized IPv6 option encountered',
    },
  },
};

const icmpEchoes: Names = { 0: 'reply  ', 8: 'request' };
const icmpv6Echoes: Names = { 128: 'request', 129: 'reply' };

/** `Echo (ping) reply    id=0x0f96, seq=1/256, ttl=63 (request in 1)`, or what an error says. */
export function icmpInfo(
  bytes: Uint8Array,
  { start }: Layer,
  network: Layer | undefined,
  known: FieldContext,
): string {
  const type = uint8(bytes, start);
  const code = uint8(bytes, start + 1);
  const echo = icmpEchoes[type];
  if (echo === undefined) return errorText(icmpErrors[type], code) ?? icmpTitle(type, code);
  const sequence = uint16(bytes, start + 6);
  const swapped = ((sequence & 0xff) << 8) | (sequence >> 8);
  const ttl = network ? `, ttl=${uint8(bytes, network.start + 8)}` : '';
  return `Echo (ping) ${echo}  id=${identifier(bytes, start)}, seq=${sequence}/${swapped}${ttl}${requestText(known, 'icmp.resp_to')}`;
}

/** The same of IPv6, and who looks for whom on the segment (RFC 4861). */
export function icmpv6Info(
  bytes: Uint8Array,
  layer: Layer,
  network: Layer | undefined,
  known: FieldContext,
): string {
  const { start } = layer;
  const type = uint8(bytes, start);
  const code = uint8(bytes, start + 1);
  const echo = icmpv6Echoes[type];
  if (echo !== undefined) {
    const limit = network ? `, hop limit=${uint8(bytes, network.start + 7)}` : '';
    return `Echo (ping) ${echo} id=${identifier(bytes, start)}, seq=${uint16(bytes, start + 6)}${limit}${requestText(known, 'icmpv6.resp_to')}`;
  }
  if (type >= 133 && type <= 136) return neighborInfo(bytes, layer, type);
  return errorText(icmpv6Errors[type], code) ?? icmpv6Title(type, code);
}

function errorText(words: ErrorWords | undefined, code: number): string | undefined {
  const cause = words?.causes[code];
  return words && cause !== undefined ? `${words.kind} (${cause})` : undefined;
}

function identifier(bytes: Uint8Array, start: number): string {
  return hexadecimal(4)(uint16(bytes, start + 4));
}

function requestText(known: FieldContext, name: string): string {
  const frame = numberIn(known, name) ?? 0;
  return frame > 0 ? ` (request in ${frame})` : '';
}

/** Bytes before the options of the messages 133 to 136 (RFC 4861, sections 4.1 to 4.4). */
const BEFORE_OPTIONS: Readonly<Record<number, number>> = { 133: 8, 134: 16, 135: 24, 136: 24 };
const SOURCE_LINK_ADDRESS = 1;
const TARGET_LINK_ADDRESS = 2;
const advertisementFlags: readonly (readonly [bit: number, name: string])[] = [
  [0x80, 'rtr'],
  [0x40, 'sol'],
  [0x20, 'ovr'],
];

function neighborInfo(bytes: Uint8Array, { start, end }: Layer, type: number): string {
  const options = start + (BEFORE_OPTIONS[type] ?? 0);
  const from = linkAddress(bytes, options, end, SOURCE_LINK_ADDRESS);
  const sender = from === undefined ? '' : ` from ${from}`;
  if (type === 133) return `Router Solicitation${sender}`;
  if (type === 134) return `Router Advertisement${sender}`;
  const target = ipv6Text(bytes, start + 8);
  if (type === 135) return `Neighbor Solicitation for ${target}${sender}`;
  const bits = uint8(bytes, start + 4);
  const flags = advertisementFlags.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
  const place = linkAddress(bytes, options, end, TARGET_LINK_ADDRESS);
  const said = flags.length > 0 ? ` (${flags.join(', ')})` : '';
  return `Neighbor Advertisement ${target}${said}${place === undefined ? '' : ` is at ${place}`}`;
}

/** The link address that an option of this kind gives (RFC 4861, section 4.6.1). */
function linkAddress(bytes: Uint8Array, options: number, end: number, kind: number): string | undefined {
  for (let at = options; at + 8 <= end;) {
    const length = uint8(bytes, at + 1) * 8;
    if (uint8(bytes, at) === kind && length === 8) return macText(bytes, at + 2);
    if (length === 0) return undefined;
    at += length;
  }
  return undefined;
}
