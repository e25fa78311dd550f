import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NetstatTable } from '../../../src/tools/netstat/netstat-output.js';
import { parseNetstatOutput } from '../../../src/tools/netstat/netstat-output.js';

function tablesOf(name: string): readonly NetstatTable[] {
  const file = path.join(import.meta.dirname, '../golden/netstat', name);
  return parseNetstatOutput(readFileSync(file, 'utf8')).tables;
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
    expect(table('linux-tuanpo.txt', 'sockets').sockets[2]).toEqual({
      protocol: 'tcp',
      receiveQueueBytes: 0,
      sendQueueBytes: 3723910,
      local: { address: '127.0.0.1', port: 52492 },
      foreign: { address: '127.0.0.1', port: 8080 },
      state: 'ESTABLISHED',
      process: { pid: 24987, name: 'a "b" (c)' },
      timer: { name: 'probe', expiresMs: 540, retransmissions: 0, probes: 1 },
    });
  });

  test('UDP has no state', () => {
    const { sockets } = table('linux-tuane.txt', 'sockets');
    expect(sockets.at(-1)).toEqual({
      protocol: 'udp6',
      receiveQueueBytes: 0,
      sendQueueBytes: 0,
      local: { address: '::', port: 5354 },
      foreign: { address: '::' },
      user: 0,
      inode: 571757,
    });
  });

  test('raw sockets have a number for a state', () => {
    const { tables } = parseNetstatOutput(`Active Internet connections (servers and established)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       Inode      PID/Program name
raw6       0      0 :::58                   :::*                    7           0          1234       42/ping
`);
    expect(tables[0]).toMatchObject({
      sockets: [{ state: '7', user: 0, inode: 1234, process: { pid: 42 } }],
    });
  });

  test('routes of both families', () => {
    expect(table('linux-rn.txt', 'routes').routes[1]).toEqual({
      destination: '10.7.0.0',
      gateway: '192.0.2.2',
      genmask: '255.255.0.0',
      flags: 'UG',
      mssBytes: 1400,
      windowBytes: 0,
      initialRttMs: 0,
      interface: 'veth0',
    });
    expect(table('linux-rn.txt', 'routes').routes[2]).toEqual({
      destination: '10.8.0.0',
      genmask: '255.255.0.0',
      flags: '!',
    });
    const { family, routes } = table('linux-rn6.txt', 'routes');
    expect(family).toBe('inet6');
    expect(routes.at(-1)).toMatchObject({ destination: '::/0', flags: '!n', metric: -1, interface: 'lo' });
  });

  test('interfaces', () => {
    expect(table('linux-i.txt', 'interfaces').interfaces[1]).toMatchObject({
      name: 'veth0',
      rxPackets: 9,
      flags: 'BMRU',
    });
  });

  test('counters, in the words of netstat', () => {
    const { protocols } = table('linux-s.txt', 'statistics');
    expect(protocols.map(({ protocol }) => protocol).join(' ')).toBe(
      'Ip Icmp IcmpMsg Tcp Udp UdpLite TcpExt IpExt MPTcpExt',
    );
    expect(protocols[1]?.counters[2]).toEqual({
      text: 'echo replies: #',
      values: [1],
      under: 'ICMP input histogram',
    });
    expect(protocols[2]?.counters[0]).toEqual({ text: 'InType0: #', values: [1] });
  });
});

describe('macOS and FreeBSD', () => {
  test('a dot before the port', () => {
    const { sockets } = table('macos-an.txt', 'sockets');
    expect(sockets[1]).toMatchObject({
      protocol: 'tcp6',
      local: { address: '2001:db8::10', port: 51240 },
      foreign: { address: '2001:db8:1::7', port: 443 },
      state: 'FIN_WAIT_2',
    });
    expect(sockets[6]?.local).toEqual({ address: 'fe80::1%lo0', port: 123 });
    expect(sockets[7]?.local).toEqual({ address: '*' });
    expect(table('macos-an.txt', 'unix', 1).sockets[0]?.path).toBe('/var/run/mDNSResponder');
    expect(table('macos-an.txt', 'other', 2).lines).toHaveLength(2);
  });

  test('routes that expire', () => {
    const { routes } = table('macos-rn.txt', 'routes');
    expect(routes.map(({ expires }) => expires)).toEqual([undefined, undefined, undefined, '!', 1189, '!']);
    expect(table('macos-rn.txt', 'routes', 1)).toMatchObject({ family: 'inet6' });
  });

  test('interfaces with no address, and counters that are not there', () => {
    expect(table('macos-i.txt', 'interfaces').interfaces[0]).toEqual({
      name: 'lo0',
      mtuBytes: 16384,
      network: '<Link#1>',
      rxPackets: 47102,
      rxErrors: 0,
      txPackets: 47102,
      txErrors: 0,
      collisions: 0,
    });
    expect(table('freebsd-i.txt', 'interfaces').interfaces[1]).toEqual({
      name: 'em0',
      network: '192.0.2.0/24',
      address: '192.0.2.20',
      rxPackets: 80991,
      txPackets: 40100,
    });
  });

  test('several numbers in a line', () => {
    const [tcp] = table('macos-s.txt', 'statistics').protocols;
    expect(tcp?.counters[1]).toEqual({
      text: '# data packets (# bytes)',
      values: [98765, 45678901],
      under: '# packets sent',
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
  expect(() => parseNetstatOutput(text)).toThrow(`line ${line}`);
});
