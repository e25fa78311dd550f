import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeIcmp } from '../../../src/packet/icmp.js';
import { encodeIcmpv6 } from '../../../src/packet/icmpv6.js';
import { encodeIpv4Options } from '../../../src/packet/ipv4-options.js';
import { encodeIpv4, ipProtocol } from '../../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../../src/packet/ipv6.js';
import { encodeTcp } from '../../../src/packet/tcp.js';
import { encodeUdp } from '../../../src/packet/udp.js';
import { Simulation } from '../../../src/simulator/simulation.js';
import { ChainLab, chainScenario } from '../chain-lab.js';

const chain = await ChainLab.bringUp('kernel');
const lack = typeof chain === 'string' ? chain : undefined;
const scenario = await chainScenario();

afterAll(async () => {
  if (typeof chain !== 'string') await chain.remove();
});

const SOURCE = '192.0.2.10';
const SERVER = '203.0.113.2';
const SOURCE6 = '2001:db8:0:1::10';
const SERVER6 = '2001:db8:0:9::2';

/** A probe of a kind, to an address; what an ICMP error quotes of it must be the same to the byte. */
interface Probe {
  readonly ttl?: number;
  readonly to?: string;
  readonly bytes?: number;
  readonly dontFragment?: boolean;
  readonly tos?: number;
  readonly options?: Uint8Array;
}

/** Room for nine addresses, as ping -R asks for. */
const recordRoute = encodeIpv4Options([{ kind: 'record-route', slots: 9, recorded: [] }]);

function udp({ ttl = 64, to = SERVER, bytes = 32, dontFragment = false, tos = 0 }: Probe): Uint8Array {
  const ends = { source: SOURCE, destination: to };
  const data = new Uint8Array(bytes).fill(0x40);
  const payload = encodeUdp({ sourcePort: 40_000, destinationPort: 33_434 + ttl, data }, ends);
  const fields = { ttl, tos, dontFragment, identification: 0x1234, protocol: ipProtocol.udp, payload };
  return encodeIpv4({ ...ends, ...fields });
}

function echo(probe: Probe): Uint8Array {
  const { ttl = 64, to = SERVER, bytes = 56, dontFragment = false, options } = probe;
  const data = new Uint8Array(bytes).fill(0x41);
  const payload = encodeIcmp({ kind: 'echo-request', identifier: 0x5678, sequence: ttl, data });
  const fields = { ttl, dontFragment, identification: 0x4321, protocol: ipProtocol.icmp, payload };
  return encodeIpv4({ source: SOURCE, destination: to, ...fields, ...(options && { options }) });
}

function syn({ ttl = 64 }: Probe): Uint8Array {
  const ends = { source: SOURCE, destination: SERVER };
  const segment = {
    sourcePort: 40_001,
    destinationPort: 80,
    sequence: 1,
    flags: ['syn'],
    window: 5840,
  } as const;
  const payload = encodeTcp(segment, ends);
  return encodeIpv4({ ...ends, ttl, identification: 0x2222, protocol: ipProtocol.tcp, payload });
}

function udp6({ ttl = 64, bytes = 32 }: Probe): Uint8Array {
  const ends = { source: SOURCE6, destination: SERVER6 };
  const data = new Uint8Array(bytes).fill(0x40);
  const payload = encodeUdp({ sourcePort: 40_000, destinationPort: 33_434 + ttl, data }, ends);
  return encodeIpv6({ ...ends, hopLimit: ttl, protocol: ipProtocol.udp, payload });
}

function echo6({ ttl = 64, bytes = 56, to = SERVER6 }: Probe): Uint8Array {
  const ends = { source: SOURCE6, destination: to };
  const data = new Uint8Array(bytes).fill(0x41);
  const payload = encodeIcmpv6({ kind: 'echo-request', identifier: 0x5678, sequence: ttl, data }, ends);
  return encodeIpv6({ ...ends, hopLimit: ttl, protocol: ipProtocol.icmpv6, payload });
}

const ttls = [1, 2, 3, 4, 5, 6, 7, 8];

const cases: Readonly<Record<string, readonly Uint8Array[]>> = {
  'time exceeded at each hop, UDP': ttls.map((ttl) => udp({ ttl })),
  'time exceeded at each hop, ICMP': ttls.map((ttl) => echo({ ttl })),
  'time exceeded at each hop, TCP': ttls.map((ttl) => syn({ ttl })),
  'time exceeded for a type of service': [udp({ ttl: 3, tos: 0x10 })],
  'time exceeded for a long packet, of which the start is quoted': [udp({ ttl: 2, bytes: 1400 })],
  'the answer of the server': [echo({})],
  'a ttl that just suffices': [echo({ ttl: 9 }), udp({ ttl: 9 })],
  'a long packet that is cut on the way, and its answer': [echo({ bytes: 1472 })],
  'a recorded route, there and back': [echo({ to: '198.51.100.5', options: recordRoute })],
  'a recorded route that is full': [echo({ options: recordRoute })],
  'a closed TCP port': [syn({})],
  'a closed UDP port': [udp({ ttl: 20 })],
  'a network without a route': [udp({ to: '198.18.0.1' })],
  'a route that says host unreachable': [udp({ to: '203.0.113.17' })],
  'a route that prohibits': [udp({ to: '203.0.113.25' })],
  'a route that discards in silence': [udp({ to: '203.0.113.9' })],
  'a packet that is too long for the sixth link': [echo({ bytes: 1472, dontFragment: true })],
  'a packet that is spent and too long at once': [echo({ ttl: 6, bytes: 1472, dontFragment: true })],
  'hop limit exceeded at each hop, UDP': ttls.map((ttl) => udp6({ ttl })),
  'hop limit exceeded at each hop, ICMPv6': ttls.map((ttl) => echo6({ ttl })),
  'the answer of the server in IPv6': [echo6({})],
  'a closed UDP port in IPv6': [udp6({ ttl: 20 })],
  'a packet that is too big for the sixth link in IPv6': [echo6({ bytes: 1400 })],
  'a network without a route in IPv6': [echo6({ to: '2001:db8:ff::1' })],
};

/** Where the simulator is known to part from the kernel: each of these must fail, or it belongs above. */
const differences: typeof cases = {
  // Linux copies the options of the packet into its error (__ip_options_echo), and goes on recording.
  'time exceeded for a recorded route': [echo({ ttl: 4, options: recordRoute })],
};

/** What came back for each packet, in hexadecimal. */
type Replies = readonly (readonly string[])[];

/** Sends the packets on a simulated network, one after the other. */
function simulated(packets: readonly Uint8Array[]): Replies {
  const simulation = new Simulation(scenario);
  const machine = simulation.endpoint();
  return packets.map((packet) => {
    const received: string[] = [];
    const stop = machine.onPacket((bytes) => received.push(Buffer.from(bytes).toString('hex')));
    machine.send(packet);
    simulation.clock.runUntil(simulation.clock.now() + 1000);
    stop();
    return received;
  });
}

/**
 * What the two must have in common: all but what the kernel draws at random (the identification of an IPv4 header, and
 * so its checksum) and what sockets hide (the IPv6 header, of which Linux shows the addresses alone).
 */
function comparable(hex: string): string {
  if (hex.startsWith('6')) return `${hex.slice(16, 80)} ${hex.slice(80)}`;
  return `${hex.slice(0, 8)} ${hex.slice(12, 20)} ${hex.slice(24, 40)} ${hex.slice(40)}`;
}

describe.skipIf(lack)(`the simulator is held to the kernel${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const lab = chain as ChainLab;

  // The kernel remembers the MTU that it was told of, and would not send the next long packet at all.
  beforeEach(async () => {
    for (const family of ['-4', '-6']) await lab.run('ip', family, 'route', 'flush', 'cache');
  });

  const compare = async (packets: readonly Uint8Array[]): Promise<void> => {
    const order = { probe: 'send', packets: packets.map((bytes) => Buffer.from(bytes).toString('hex')) };
    const real = await lab.probe<Replies>({ ...order, answers: 1, waitMs: 500 });
    const comparables = (all: Replies): Replies => all.map((replies) => replies.map(comparable));
    expect(comparables(simulated(packets))).toEqual(comparables(real));
  };

  test.each(Object.entries(cases))('%s', (_, packets) => compare(packets));

  test.fails.each(Object.entries(differences))('known difference: %s', (_, packets) => compare(packets));
});
