import { expect, test } from 'vitest';
import { kernelIpv4, kernelIpv6 } from '../../../src/host/kernel/kernel-address.js';
import { netIgmp } from '../../../src/host/kernel/net-igmp.js';
import { netRoute } from '../../../src/host/kernel/net-route.js';
import { netTcp6 } from '../../../src/host/kernel/net-tcp.js';
import { ParseError } from '../../../src/parse-error.js';

const field = (text: string) => ({ text, offset: 0, line: 1 });

test('the same four bytes, written by a PC and by a mainframe', () => {
  expect(kernelIpv4(field('0100007F'), 'LE')).toBe('127.0.0.1');
  expect(kernelIpv4(field('7F000001'), 'BE')).toBe('127.0.0.1');
});

test('sixteen bytes: four numbers in tcp6, plain in if_inet6', () => {
  const titles =
    '  sl  local_address remote_address st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const inTcp6 = (address: string, byteOrder: 'LE' | 'BE') =>
    netTcp6.parse(`${titles}   0: ${address}:0016 ${address}:0000 0A 0:0 00:0 0 0 0 1\n`, byteOrder).row(0)
      .local.address;
  expect(inTcp6('00000000000000000000000001000000', 'LE')).toBe('::1');
  expect(inTcp6('00000000000000000000000000000001', 'BE')).toBe('::1');
  expect(inTcp6('0000000000000000FFFF00000100007F', 'LE')).toBe('::ffff:127.0.0.1');
  expect(kernelIpv6(field('fe8000000000000000fc00fffe000001'))).toBe('fe80::fc:ff:fe00:1');
});

test('routes and groups of both', () => {
  const heading = 'Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n';
  const little = netRoute.parse(`${heading}eth0 000200C0 010200C0 0003 0 0 -1 00FFFFFF 0 0 0\n`);
  const big = netRoute.parse(`${heading}eth0 C0000200 C0000201 0003 0 0 -1 FFFFFF00 0 0 0\n`, 'BE');
  expect(big).toEqual(little);
  expect(little[0]).toMatchObject({
    destination: '192.0.2.0',
    prefixLength: 24,
    gateway: '192.0.2.1',
    metric: 2 ** 32 - 1,
  });
  const group = (address: string) => `Idx Device : Count Querier Group Users Timer Reporter
1 lo : 1 V3\n\t\t\t\t${address} 1 0:00000000 0\n`;
  expect(netIgmp.parse(group('E0000001'), 'BE')).toEqual(netIgmp.parse(group('010000E0')));
});

test.each(['', '7F', '0100007F0', '0100007G', '0x00007F'])('%j is no address', (text) => {
  expect(() => kernelIpv4(field(text), 'LE')).toThrow(ParseError);
});
