import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeIpv4, decodeUdp, decodeUdpPrefix, encodeUdp } from 'sonde/packet';
import { anyData, uint } from './arbitrary.js';
import { captured, hex } from './captured.js';
import { expectSturdy } from './damage.js';

const overIpv4 = { source: '192.0.2.1', destination: '198.51.100.2' };
const overIpv6 = { source: '2001:db8::1', destination: '2001:db8::2' };

test('a captured datagram is taken apart; on loopback Linux leaves its checksum unfinished', () => {
  const ip = decodeIpv4(captured.udp);
  expect(decodeUdp(ip.payload, ip)).toEqual({
    sourcePort: 35999,
    destinationPort: 33999,
    length: 15,
    data: new TextEncoder().encode('sonde!!'),
    checksum: 0xfe22,
    checksumValid: false,
  });
});

test('its checksum, once finished, is the one that we compute', () => {
  const ip = decodeIpv4(captured.udp);
  const datagram = decodeUdp(ip.payload, ip);
  expect(encodeUdp(datagram, ip).subarray(6, 8)).toEqual(hex('8869'));
});

test('datagrams round-trip, over IPv4 and IPv6', () => {
  const datagram = fc.record({ sourcePort: uint(16), destinationPort: uint(16), data: anyData });
  fc.assert(
    fc.property(datagram, fc.constantFrom(overIpv4, overIpv6), (value, endpoints) => {
      const decoded = decodeUdp(encodeUdp(value, endpoints), endpoints);
      expect(decoded).toMatchObject({ ...value, checksumValid: true });
      expect(decoded.checksum).not.toBe(0);
    }),
  );
});

test('a checksum that comes to 0 is sent as 0xffff', () => {
  const empty = { sourcePort: 0, destinationPort: 0, data: new Uint8Array(2) };
  const sum = decodeUdp(encodeUdp(empty, overIpv4), overIpv4).checksum;
  const data = Uint8Array.of(sum >> 8, sum & 0xff);
  expect(decodeUdp(encodeUdp({ ...empty, data }, overIpv4), overIpv4)).toMatchObject({
    checksum: 0xffff,
    checksumValid: true,
  });
});

test('no checksum at all is allowed over IPv4, and not over IPv6', () => {
  const datagram = { sourcePort: 1, destinationPort: 2, data: new Uint8Array(3) };
  expect(decodeUdp(encodeUdp(datagram, overIpv4, 0), overIpv4).checksumValid).toBe(true);
  expect(decodeUdp(encodeUdp(datagram, overIpv6, 0), overIpv6).checksumValid).toBe(false);
});

test('the checksum covers the addresses', () => {
  const bytes = encodeUdp({ sourcePort: 1, destinationPort: 2, data: new Uint8Array(3) }, overIpv4);
  expect(decodeUdp(bytes, { ...overIpv4, destination: '198.51.100.3' }).checksumValid).toBe(false);
});

test('bytes after the datagram are left out, missing ones refused', () => {
  const bytes = encodeUdp({ sourcePort: 1, destinationPort: 2, data: new Uint8Array(3) }, overIpv4);
  expect(decodeUdp(Uint8Array.of(...bytes, 9, 9), overIpv4)).toMatchObject({
    length: 11,
    checksumValid: true,
  });
  expect(() => decodeUdp(bytes.subarray(0, 10), overIpv4)).toThrow(
    'UDP datagram of 11 bytes cut at 10 (offset 10)',
  );
  expect(decodeUdpPrefix(bytes.subarray(0, 8))).toMatchObject({ length: 11, data: new Uint8Array(0) });
  expect(() => decodeUdpPrefix(hex('0001 0002 0007 0000'))).toThrow(
    'UDP length 7 is less than its header (offset 4)',
  );
});

test('what does not fit is refused', () => {
  const datagram = { sourcePort: 65536, destinationPort: 2, data: new Uint8Array(0) };
  expect(() => encodeUdp(datagram, overIpv4)).toThrow(
    'UDP source port must be an integer from 0 to 65535, got 65536',
  );
});

test('damaged datagrams never do worse than a ParseError', () => {
  expectSturdy((bytes) => decodeUdp(bytes, overIpv4), decodeIpv4(captured.udp).payload);
});
