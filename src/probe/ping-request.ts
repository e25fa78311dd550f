import { encodeIcmp } from '../packet/icmp.js';
import { encodeIcmpv6 } from '../packet/icmpv6.js';
import { encodeIpv4, ipProtocol } from '../packet/ipv4.js';
import { encodeIpv4Options } from '../packet/ipv4-options.js';
import { encodeIpv6 } from '../packet/ipv6.js';
import { isIpv6 } from './ip-packet.js';

/** What a ping asks: an echo, the time of day (RFC 792), or the mask of the network (RFC 950). */
export type PingRequestKind = 'echo' | 'timestamp' | 'address-mask';

/** One request, as it is to be sent. */
export interface PingRequest {
  readonly kind: PingRequestKind;
  readonly source: string;
  readonly destination: string;
  readonly ttl: number;
  readonly identifier: number;
  readonly sequence: number;
  /** Data of an echo. */
  readonly data: Uint8Array;
  /** Asks the routers of IPv4 to write their address (RFC 791, record route). */
  readonly recordRoute: boolean;
  /** Milliseconds since midnight UT, for a timestamp. */
  readonly dayMs: number;
}

/** Nine addresses are all that the options of an IPv4 header have room for. */
const SLOTS = 9;

/** Bytes that a record route takes of each header, padding included. */
export const RECORD_ROUTE_BYTES = 40;

/** The bytes of a request, IP header included. */
export function pingPacket(request: PingRequest): Uint8Array {
  const { source, destination, ttl, identifier, sequence, data } = request;
  if (isIpv6(destination)) {
    const payload = encodeIcmpv6({ kind: 'echo-request', identifier, sequence, data }, request);
    return encodeIpv6({ source, destination, hopLimit: ttl, protocol: ipProtocol.icmpv6, payload });
  }
  // A kernel that makes the packet writes the sender's own address first (ip_options_build of Linux); ours is made here.
  const options = request.recordRoute
    ? encodeIpv4Options([{ kind: 'record-route', slots: SLOTS, recorded: [source] }])
    : new Uint8Array(0);
  const payload = icmpPayload(request);
  return encodeIpv4({ source, destination, ttl, protocol: ipProtocol.icmp, payload, options });
}

function icmpPayload({ kind, identifier, sequence, data, dayMs }: PingRequest): Uint8Array {
  switch (kind) {
    case 'echo':
      return encodeIcmp({ kind: 'echo-request', identifier, sequence, data });
    case 'timestamp': {
      const times = { originateMs: dayMs, receiveMs: 0, transmitMs: 0 };
      return encodeIcmp({ kind: 'timestamp-request', identifier, sequence, ...times });
    }
    case 'address-mask':
      return encodeIcmp({ kind: 'address-mask-request', identifier, sequence, mask: '0.0.0.0' });
  }
}
