import { encodeIpv4, ipProtocol } from '../packet/ipv4.js';
import { encodeIpv6 } from '../packet/ipv6.js';
import { type DecodedPacket, decodePacket } from '../packet/packet.js';
import type { IpEndpoints } from '../packet/checksum.js';
import { decodeQuotedPacket } from '../packet/quoted-packet.js';
import { encodeTcp } from '../packet/tcp.js';
import { ParseError } from '../parse-error.js';
import type { Random } from '../simulator/random.js';
import type { ConnectOutcome } from './network.js';

/** A TCP connection being opened by hand, packet by packet, where there is no kernel to do it. */
export class TcpAttempt {
  readonly sourcePort: number;
  readonly #sequence: number;

  constructor(
    readonly endpoints: IpEndpoints,
    readonly port: number,
    random: Random,
  ) {
    this.sourcePort = random.integer(0x8000, 0xffff);
    this.#sequence = random.integer(0, 0x7fffffff);
  }

  /** The SYN that opens, or the reset that gives up what was opened. */
  packet(flag: 'syn' | 'rst'): Uint8Array {
    const { sourcePort, port: destinationPort } = this;
    const sequence = this.#sequence + (flag === 'rst' ? 1 : 0);
    const payload = encodeTcp({ sourcePort, destinationPort, sequence, flags: [flag] }, this.endpoints);
    const fields = { ...this.endpoints, protocol: ipProtocol.tcp, payload };
    return this.endpoints.destination.includes(':') ? encodeIpv6(fields) : encodeIpv4(fields);
  }

  /** What a packet says of this attempt; nothing when it is about something else. */
  read(bytes: Uint8Array): ConnectOutcome['kind'] | undefined {
    try {
      const packet = decodePacket(bytes);
      return this.#answer(packet) ?? this.#error(packet);
    } catch (error) {
      if (error instanceof ParseError) return undefined;
      throw error;
    }
  }

  #answer({ ip, transport }: DecodedPacket): 'open' | 'closed' | undefined {
    if (transport.kind !== 'tcp' || ip.source !== this.endpoints.destination) return undefined;
    const { sourcePort, destinationPort, acknowledgment, flags, checksumValid } = transport.segment;
    if (sourcePort !== this.port || destinationPort !== this.sourcePort || !checksumValid) return undefined;
    if (acknowledgment !== this.#sequence + 1) return undefined;
    if (flags.includes('rst')) return 'closed';
    return flags.includes('syn') ? 'open' : undefined;
  }

  #error({ transport }: DecodedPacket): 'unreachable' | undefined {
    if (transport.kind !== 'icmp' && transport.kind !== 'icmpv6') return undefined;
    const { message } = transport;
    if (message.kind !== 'destination-unreachable' && message.kind !== 'time-exceeded') return undefined;
    const quoted = decodeQuotedPacket(message.quoted).transport;
    const ours =
      quoted.kind === 'tcp' && quoted.sourcePort === this.sourcePort && quoted.sequence === this.#sequence;
    return ours ? 'unreachable' : undefined;
  }
}
