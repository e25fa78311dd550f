import { type DecodedIcmp, encodeIcmp } from '../../src/packet/icmp.js';
import { encodeIcmpv6 } from '../../src/packet/icmpv6.js';
import { encodeIpv4, ipProtocol } from '../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../src/packet/ipv6.js';
import { type DecodedPacket, decodePacket } from '../../src/packet/packet.js';
import { encodeTcp, type TcpFields } from '../../src/packet/tcp.js';
import { encodeUdp } from '../../src/packet/udp.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { Simulation } from '../../src/simulator/simulation.js';

/** A scenario made of its nodes, links and the rest, as YAML. */
export function scenarioOf(body: string): Scenario {
  return readScenario(`title: Essai\nteaches: Un essai.\nmachine: a\n${body}`);
}

/** A chain: a, then routers r1 to rN, then b; 10.0.k.0/24 between them, 1 ms each, a at .1, each router at .2 then .1. */
export function chain(
  routers: number,
  extra: { nodes?: string; links?: string; rest?: string } = {},
): Scenario {
  const names = ['a', ...Array.from({ length: routers }, (_, i) => `r${i + 1}`), 'b'];
  const given = extra.nodes ?? '';
  const nodes = names
    .filter((name) => !new RegExp(`^ {2}${name}:`, 'm').test(given))
    .map((name) => `  ${name}: ${name.startsWith('r') ? '{ router: true }' : ''}`);
  const links = names.slice(1).map((right, i) => {
    const left = names[i] ?? '';
    return `  - between: { ${left}: 10.0.${i + 1}.1/24, ${right}: 10.0.${i + 1}.2/24 }\n    delay: 1 ms`;
  });
  const all = [...links, extra.links ?? ''].join('\n');
  return scenarioOf(`nodes:\n${nodes.join('\n')}\n${given}\nlinks:\n${all}\n${extra.rest ?? ''}`);
}

/** The address of b in a chain. */
export const endOf = (routers: number): string => `10.0.${routers + 1}.2`;

/** A packet that came back. */
export interface Answer extends DecodedPacket {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** Sends packets from the machine and gathers all that it receives until `untilMs`. */
export function exchange(
  simulation: Simulation,
  packets: Uint8Array | readonly Uint8Array[],
  untilMs = simulation.clock.now() + 10_000,
): Answer[] {
  const endpoint = simulation.endpoint();
  const answers: Answer[] = [];
  const stop = endpoint.onPacket((bytes, atMs) => answers.push({ ...decodePacket(bytes), bytes, atMs }));
  for (const packet of packets instanceof Uint8Array ? [packets] : packets) endpoint.send(packet);
  simulation.clock.runUntil(untilMs);
  stop();
  return answers;
}

/** The ICMP message of an answer. */
export function icmpOf(answer: Answer | undefined): DecodedIcmp {
  if (answer?.transport.kind !== 'icmp')
    throw new Error(`no ICMP message but ${answer?.transport.kind ?? 'nothing'}`);
  return answer.transport.message;
}

interface Probe {
  readonly source?: string;
  readonly destination: string;
  readonly ttl?: number;
}

/** Address of the machine in a chain. */
const A = '10.0.1.1';

export function echo(
  probe: Probe & {
    sequence?: number;
    size?: number;
    dontFragment?: boolean;
    options?: Uint8Array;
    identifier?: number;
  },
): Uint8Array {
  const {
    source = A,
    destination,
    ttl = 64,
    sequence = 1,
    size = 8,
    dontFragment = false,
    identifier = 7,
  } = probe;
  const payload = encodeIcmp({ kind: 'echo-request', identifier, sequence, data: new Uint8Array(size) });
  const fields = {
    source,
    destination,
    ttl,
    protocol: ipProtocol.icmp,
    payload,
    dontFragment,
    identification: 0x1234,
  };
  return encodeIpv4(probe.options ? { ...fields, options: probe.options } : fields);
}

export function echo6(probe: {
  source: string;
  destination: string;
  hopLimit?: number;
  size?: number;
}): Uint8Array {
  const { source, destination, hopLimit = 64, size = 8 } = probe;
  const message = { kind: 'echo-request', identifier: 7, sequence: 1, data: new Uint8Array(size) } as const;
  const payload = encodeIcmpv6(message, { source, destination });
  return encodeIpv6({ source, destination, hopLimit, protocol: ipProtocol.icmpv6, payload });
}

export function udp(probe: Probe & { port: number; sourcePort?: number; data?: Uint8Array }): Uint8Array {
  const { source = A, destination, ttl = 64, port: destinationPort, sourcePort = 40_000 } = probe;
  const data = probe.data ?? new Uint8Array(4);
  const payload = encodeUdp({ sourcePort, destinationPort, data }, { source, destination });
  return encodeIpv4({ source, destination, ttl, protocol: ipProtocol.udp, payload });
}

export function tcp(
  probe: Probe & Partial<TcpFields> & Pick<TcpFields, 'destinationPort' | 'flags'>,
): Uint8Array {
  const { source = A, destination, ttl = 64 } = probe;
  const payload = encodeTcp({ sourcePort: 40_000, sequence: 1000, ...probe }, { source, destination });
  return encodeIpv4({ source, destination, ttl, protocol: ipProtocol.tcp, payload });
}
