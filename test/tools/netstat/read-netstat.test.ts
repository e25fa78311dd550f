import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type NetstatTable, readNetstat } from '../../../src/tools/netstat/read-netstat.js';

function tablesOf(name: string): readonly NetstatTable[] {
  const file = path.join(import.meta.dirname, '../golden/netstat', name);
  return readNetstat(readFileSync(file, 'utf8')).tables;
}

function table<K extends NetstatTable['kind']>(
  name: string,
  kind: K,
  at = 0,
): Extract<NetstatTable, { kind: K }> {
  const found = tablesOf(name)[at];
  if (found?.kind !== kind) throw new Error(`${kind} expected`);
  return found as Extract<NetstatTable, { kind: K }>;
}

describe('Linux', () => {
  test('a program with spaces in its name, and its timer', () => {
    expect(table('linux-tuanpo.txt', 'sockets').data[2]).toEqual({
      protocol: 'tcp',
      recvQueue: 0,
      sendQueue: 3723910,
      local: { address: '127.0.0.1', port: 52492 },
      peer: { address: '127.0.0.1', port: 8080 },
      state: 'ESTABLISHED',
      process: { pid: 24987, name: 'a "b" (c)' },
      timer: { kind: 'probe', expiresMs: 540, retransmits: 0, probes: 1 },
    });
  });

  test('UDP has no state', () => {
    const { data } = table('linux-tuane.txt', 'sockets');
    expect(data.at(-1)).toEqual({
      protocol: 'udp6',
      recvQueue: 0,
      sendQueue: 0,
      local: { address: '::', port: 5354 },
      peer: { address: '::', port: 0 },
      uid: 0,
      inode: 571757,
    });
  });

  test('raw sockets have a number for a state', () => {
    const { tables } = readNetstat(`Active Internet connections (servers and established)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       Inode      PID/Program name
raw6       0      0 :::58                   :::*                    7           0          1234       42/ping
`);
    expect(tables[0]).toMatchObject({
      data: [{ state: '7', uid: 0, inode: 1234, process: { pid: 42 } }],
    });
  });

  test('routes of both families', () => {
    expect(table('linux-rn.txt', 'routes').data[1]).toEqual({
      destination: '10.7.0.0',
      gateway: '192.0.2.2',
      mask: '255.255.0.0',
      flags: 'UG',
      mss: 1400,
      window: 0,
      initialRtt: 0,
      interface: 'veth0',
    });
    expect(table('linux-rn.txt', 'routes').data[2]).toEqual({
      destination: '10.8.0.0',
      mask: '255.255.0.0',
      flags: '!',
    });
    const { family, data } = table('linux-rn6.txt', 'routes');
    expect(family).toBe('inet6');
    // Printed -1: the kernel's number is that of `netstatIpv6Routes`.
    expect(data.at(-1)).toMatchObject({
      ...{ destination: '::', prefixLength: 0 },
      ...{ flags: '!n', metric: 0xffffffff, interface: 'lo' },
    });
  });

  test('interfaces', () => {
    expect(table('linux-i.txt', 'interfaces').data[1]).toMatchObject({
      name: 'veth0',
      rxOk: 9,
      flags: 'BMRU',
    });
  });

  test('counters, in the words of netstat', () => {
    const { data } = table('linux-s.txt', 'statistics');
    expect(data.map(({ protocol }) => protocol).join(' ')).toBe(
      'Ip Icmp IcmpMsg Tcp Udp UdpLite TcpExt IpExt MPTcpExt',
    );
    expect(data[1]?.lines.slice(2, 4)).toEqual([
      { text: 'ICMP input histogram:', values: [], depth: 1 },
      { text: 'echo replies: 1', values: [1], depth: 2, under: 'ICMP input histogram:' },
    ]);
    expect(data[2]?.lines[0]).toEqual({ text: 'InType0: 1', values: [1], depth: 2 });
  });
});

describe('macOS and FreeBSD', () => {
  test('a dot before the port', () => {
    const { data } = table('macos-an.txt', 'sockets');
    expect(data[1]).toMatchObject({
      protocol: 'tcp6',
      local: { address: '2001:db8::10', port: 51240 },
      peer: { address: '2001:db8:1::7', port: 443 },
      state: 'FIN_WAIT_2',
    });
    expect(data[6]?.local).toEqual({ address: 'fe80::1', device: 'lo0', port: 123 });
    expect(data[7]?.local).toEqual({ address: '*', port: 0 });
    expect(table('macos-an.txt', 'unix', 1).data[0]?.path).toBe('/var/run/mDNSResponder');
    expect(table('macos-an.txt', 'other', 2).data).toHaveLength(2);
  });

  test('routes that expire', () => {
    const { data } = table('macos-rn.txt', 'routes');
    expect(data.map(({ expires }) => expires)).toEqual([undefined, undefined, undefined, '!', 1189, '!']);
    expect(table('macos-rn.txt', 'routes', 1)).toMatchObject({ family: 'inet6' });
  });

  test('interfaces with no address, and counters that are not there', () => {
    expect(table('macos-i.txt', 'interfaces').data[0]).toEqual({
      name: 'lo0',
      mtu: 16384,
      network: '<Link#1>',
      rxOk: 47102,
      rxErrors: 0,
      txOk: 47102,
      txErrors: 0,
      collisions: 0,
    });
    expect(table('freebsd-i.txt', 'interfaces').data[1]).toEqual({
      name: 'em0',
      network: '192.0.2.0/24',
      address: '192.0.2.20',
      rxOk: 80991,
      txOk: 40100,
    });
  });

  test('several numbers in a line', () => {
    const [tcp] = table('macos-s.txt', 'statistics').data;
    expect(tcp?.lines[1]).toEqual({
      text: '98765 data packets (45678901 bytes)',
      values: [98765, 45678901],
      depth: 2,
      under: '123456 packets sent',
    });
  });
});

const heading = `Active Internet connections (w/o servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
`;
test.each([
  ['', 1],
  [`${heading}tcp x 0 127.0.0.1:1 127.0.0.1:2 LISTEN -\n`, 3],
  [`${heading}tcp 0 0 127.0.0.1 127.0.0.1:2 LISTEN -\n`, 3],
  [`${heading}tcp 0 0 127.0.0.1:1 127.0.0.1:2 LISTEN nginx\n`, 3],
  [`${heading}tcp 0 0 127.0.0.1:1 127.0.0.1:2 LISTEN`, 3],
])('%j is refused at its line', (text, line) => {
  expect(() => readNetstat(text)).toThrow(`line ${line}`);
});
