import { expect, test } from 'vitest';
import { icmpIdentifier } from '../../src/network/icmp-identifier.js';
import { type IcmpMessage, encodeIcmp } from '../../src/packet/icmp.js';
import { type Icmpv6Message, encodeIcmpv6 } from '../../src/packet/icmpv6.js';
import { encodeIpv4, ipProtocol } from '../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../src/packet/ipv6.js';
import { encodeUdp } from '../../src/packet/udp.js';

const four = { source: '192.0.2.1', destination: '192.0.2.2' };
const six = { source: '2001:db8::1', destination: '2001:db8::2' };
const data = new Uint8Array(20);
const echo = { identifier: 0x1234, sequence: 7, data };
const packet4 = (message: IcmpMessage): Uint8Array =>
  encodeIpv4({ ...four, protocol: ipProtocol.icmp, payload: encodeIcmp(message) });
const payload6 = (message: Icmpv6Message): Uint8Array => encodeIcmpv6(message, six);
const request4 = packet4({ kind: 'echo-request', ...echo });
const request6 = encodeIpv6({
  ...six,
  protocol: ipProtocol.icmpv6,
  payload: payload6({ kind: 'echo-request', ...echo }),
});
const udp4 = encodeIpv4({
  ...four,
  protocol: ipProtocol.udp,
  payload: encodeUdp({ sourcePort: 0x1234, destinationPort: 33434, data }, four),
});

test.each([
  ['a request', request4, 0x1234],
  ['its reply', packet4({ kind: 'echo-reply', ...echo }), 0x1234],
  [
    'the answer of a clock',
    packet4({ kind: 'timestamp-reply', ...echo, originateMs: 0, receiveMs: 0, transmitMs: 0 }),
    0x1234,
  ],
  [
    'an error about it',
    packet4({ kind: 'time-exceeded', code: 0, quoted: request4.subarray(0, 28) }),
    0x1234,
  ],
  [
    'a redirect about it',
    packet4({ kind: 'redirect', code: 1, gateway: '192.0.2.3', quoted: request4 }),
    0x1234,
  ],
  ['an error about a datagram', packet4({ kind: 'time-exceeded', code: 0, quoted: udp4 }), undefined],
  [
    'an error that quotes too little',
    packet4({ kind: 'time-exceeded', code: 0, quoted: request4.subarray(0, 24) }),
    undefined,
  ],
  ['an advertisement', packet4({ kind: 'router-solicitation' }), undefined],
  ['nothing', new Uint8Array(0), undefined],
])('ICMP: %s', (_, bytes, identifier) => {
  expect(icmpIdentifier(bytes, 4)).toBe(identifier);
});

test.each([
  ['a reply', payload6({ kind: 'echo-reply', ...echo }), 0x1234],
  [
    'an error about a request',
    payload6({ kind: 'packet-too-big', code: 0, mtu: 1280, quoted: request6 }),
    0x1234,
  ],
  ['nothing', new Uint8Array(0), undefined],
])('ICMPv6: %s', (_, bytes, identifier) => {
  expect(icmpIdentifier(bytes, 6)).toBe(identifier);
});
