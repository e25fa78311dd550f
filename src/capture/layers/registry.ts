import { arp } from './arp.js';
import { data } from './data.js';
import { dhcp } from './dhcp.js';
import { dns } from './dns.js';
import { eth } from './eth.js';
import { http } from './http.js';
import { icmp } from './icmp.js';
import { icmpv6 } from './icmpv6.js';
import { ip } from './ip.js';
import { ipv6 } from './ipv6.js';
import { destinationOptions, hopByHop, ipv6Fragment, ipv6Routing } from './ipv6-extension.js';
import type { LayerModule, ProtocolName } from './layer.js';
import { loopback } from './null.js';
import { ntp } from './ntp.js';
import { raw } from './raw.js';
import { sll } from './sll.js';
import { tcp } from './tcp.js';
import { tls } from './tls.js';
import { udp } from './udp.js';
import { serviceVlan, vlan } from './vlan.js';

/** Every protocol that Sonde takes apart. */
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
  tls,
  ntp,
  data,
};
