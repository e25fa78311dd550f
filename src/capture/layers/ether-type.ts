import { hexadecimal } from '../fields/field.js';
import type { ProtocolName } from './layer.js';

/** What an EtherType announces (IANA ieee-802-numbers). */
export function protocolOfEtherType(type: number): ProtocolName {
  switch (type) {
    case 0x0800:
      return 'ip';
    case 0x0806:
      return 'arp';
    case 0x86dd:
      return 'ipv6';
    case 0x8100:
      return 'vlan';
    case 0x88a8:
      return 'ieee8021ad';
    default:
      return 'data';
  }
}

const names: Readonly<Record<number, string>> = {
  0x0800: 'IPv4',
  0x0806: 'ARP',
  0x86dd: 'IPv6',
  0x8100: '802.1Q Virtual LAN',
  0x88a8: '802.1ad Provider Bridge (Q-in-Q)',
};

export function showEtherType(type: number): string {
  return `${names[type] ?? 'Unknown'} (${hexadecimal(4)(type)})`;
}

/** Under this value the field is a length (IEEE 802.3, section 3.2.6). */
export const FIRST_ETHER_TYPE = 0x600;
