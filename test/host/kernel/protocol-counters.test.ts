import { describe, expect, test } from 'vitest';
import { netNetstat } from '../../../src/host/kernel/net-netstat.js';
import { netSnmp, netSnmp6 } from '../../../src/host/kernel/net-snmp.js';
import { netSockstat, netSockstat6 } from '../../../src/host/kernel/net-sockstat.js';

describe('names then values', () => {
  test('every counter under the kernel’s name, those never heard of included', () => {
    const { counters } = netNetstat.parse(
      'TcpExt: ListenDrops TCPNovelty\nTcpExt: 4 5\nNewExt: A\nNewExt: 6\n',
    );
    expect(counters).toEqual({ TcpExt: { ListenDrops: 4, TCPNovelty: 5 }, NewExt: { A: 6 } });
  });

  test('no limit to connections is -1, the only negative value', () => {
    expect(netSnmp.parse('Tcp: MaxConn\nTcp: -1\n').counters).toEqual({ Tcp: { MaxConn: -1 } });
    expect(() => netSnmp.parse('Tcp: InSegs\nTcp: -1\n')).toThrow('a counter (Tcp.InSegs) is expected');
  });

  test('octets above 2^53 keep their digits', () => {
    expect(netNetstat.parse('IpExt: InOctets\nIpExt: 9007199254740993\n')).toEqual({
      counters: { IpExt: { InOctets: 9007199254740992 } },
      exact: { 'IpExt.InOctets': '9007199254740993' },
    });
  });

  test('a protocol without counters, and an empty file', () => {
    expect(netSnmp.parse('UdpLite:\nUdpLite:\n').counters).toEqual({ UdpLite: {} });
    expect(netSnmp.parse('').counters).toEqual({});
  });

  test.each([
    ['names without values', 'Tcp: A\n', 'the values of Tcp are missing (line 1'],
    [
      'values of another',
      'Tcp: A\nUdp: 1\n',
      'the values of Tcp is expected, found "Udp" (line 2, offset 7)',
    ],
    ['too few values', 'Tcp: A B\nTcp: 1\n', 'the value of Tcp.B is missing (line 2'],
    ['too many values', 'Tcp: A\nTcp: 1 2\n', 'the end of the line is expected, found "2" (line 2'],
    ['a name twice', 'Tcp: A A\nTcp: 1 2\n', 'Tcp.A comes twice (line 1'],
    ['a protocol twice', 'Tcp: A\nTcp: 1\nTcp: A\nTcp: 2\n', 'Tcp comes twice (line 3'],
    ['not a number', 'Tcp: A\nTcp: NaN\n', 'a counter (Tcp.A) is expected, found "NaN"'],
  ])('%s', (_, text, message) => {
    expect(() => netSnmp.parse(text)).toThrow(message);
  });
});

test('one counter per line, by protocol', () => {
  const text =
    'Ip6InReceives                   \t271\nIcmp6OutType133\t2\nIp6InNoECTPkts\t3\nUdpLite6InErrors\t0\n';
  expect(netSnmp6.parse(text).counters).toEqual({
    Ip6: { InReceives: 271, InNoECTPkts: 3 },
    Icmp6: { OutType133: 2 },
    UdpLite6: { InErrors: 0 },
  });
  expect(() => netSnmp6.parse('Ip6InReceives\n')).toThrow('the value of Ip6.InReceives is missing');
  expect(() => netSnmp6.parse('InReceives 1\n')).toThrow('a name such as Ip6InReceives is expected');
});

test('names each followed by its value', () => {
  const text = 'sockets: used 17\nTCP: inuse 1 orphan 0 tw 5 alloc 1 mem 104\n';
  expect(netSockstat.parse(text).counters).toEqual({
    sockets: { used: 17 },
    TCP: { inuse: 1, orphan: 0, tw: 5, alloc: 1, mem: 104 },
  });
  expect(netSockstat6.parse('FRAG6: inuse 0 memory 0\n').counters).toEqual({
    FRAG6: { inuse: 0, memory: 0 },
  });
  expect(() => netSockstat.parse('TCP: inuse\n')).toThrow('the value of TCP.inuse is missing');
  expect(() => netSockstat.parse('TCP:\n')).toThrow('a name is missing');
});
