import { arp } from './arp.js';
import { dhcp } from './dhcp.js';
import { dns, llmnr, mdns } from './dns.js';
import { eth, serviceVlan, vlan } from './eth.js';
import { field } from './field.js';
import { http, ssdp } from './http.js';
import { icmp } from './icmp.js';
import { icmpv6 } from './icmpv6.js';
import { ip } from './ip.js';
import { destinationOptions, hopByHop, ipv6, ipv6Fragment, ipv6Routing } from './ipv6.js';
import type { LayerModule, ProtocolName } from './layer.js';
import { ntp } from './ntp.js';
import { loopback, raw, sll } from './pseudo-link.js';
import { tcp } from './tcp.js';
import { tls } from './tls.js';
import { udp } from './udp.js';

const fields = {
  data: field.bytes('data.data', 'Data', 'Des octets que Sonde ne décode pas.'),
  length: field.number('data.len', 'Length', 'Le nombre de ces octets.'),
};

/** Bytes that no other layer claims. */
const data: LayerModule = {
  protocol: 'data',
  title: 'Data',
  about: 'Des données que Sonde ne sait pas décoder, montrées telles quelles.',
  fields: Object.values(fields),

  dissect({ start, end }, sink) {
    sink.add(fields.data, start, end - start);
    sink.put(fields.length, start, 0, end - start);
  },
};

/** Every protocol that Sonde takes apart: a new one gets its file in this folder, its name in `ProtocolName`, and a row here. */
export const layerModules: Readonly<Record<ProtocolName, LayerModule>> = {
  eth,
  vlan,
  ieee8021ad: serviceVlan,
  sll,
  null: loopback,
  raw,
  arp,
  ip,
  ipv6,
  'ipv6.hopopts': hopByHop,
  'ipv6.routing': ipv6Routing,
  'ipv6.fraghdr': ipv6Fragment,
  'ipv6.dstopts': destinationOptions,
  icmp,
  icmpv6,
  udp,
  tcp,
  dns,
  dhcp,
  http,
  mdns,
  llmnr,
  ssdp,
  tls,
  ntp,
  data,
};
