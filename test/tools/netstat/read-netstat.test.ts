import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NetstatSocket } from '../../../src/tools/netstat/read-netstat-sockets.js';
import type { NetstatTable } from '../../../src/tools/netstat/netstat-table.js';
import { readNetstat } from '../../../src/tools/netstat/read-netstat.js';

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
    expect(table('linux-tuanpo.txt', 'sockets').sockets[2]).toEqual({
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
    const { sockets } = table('linux-tuane.txt', 'sockets');
    expect(sockets.at(-1)).toEqual({
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
      sockets: [{ state: '7', uid: 0, inode: 1234, process: { pid: 42 } }],
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
    const { sockets } = table('macos-an.txt', 'sockets');
    expect(sockets[1]).toMatchObject({
      protocol: 'tcp6',
      local: { address: '2001:db8::10', port: 51240 },
      peer: { address: '2001:db8:1::7', port: 443 },
      state: 'FIN_WAIT_2',
    });
    expect(sockets[6]?.local).toEqual({ address: 'fe80::1', device: 'lo0', port: 123 });
    expect(sockets[7]?.local).toEqual({ address: '*', port: 0 });
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
])('%j is refused at its line', (text, line) => {
  expect(() => readNetstat(text)).toThrow(`line ${line}`);
});

/** The sockets of the first table. */
function socketsOf(text: string): readonly NetstatSocket[] {
  const [first] = readNetstat(text).tables;
  return first?.kind === 'sockets' ? first.sockets : [];
}

describe('columns that vary', () => {
  test('raw sockets with -p, with names of users, and without', () => {
    const raw = (end: string): string => `raw6 0 0 :::58 :::* ${end}\n`;
    expect(socketsOf(`${heading}${raw('7 878/NetworkManager')}${raw('7 -')}`)).toMatchObject([
      { state: '7', process: { pid: 878, name: 'NetworkManager' } },
      { state: '7' },
    ]);
    const owned = heading.replace('PID/', 'User       Inode      PID/');
    const rows = raw('7 systemd-network 22606 1489/a b') + raw('7 0 22607 -') + raw('root 22608 1/init');
    expect(socketsOf(owned + rows)).toMatchObject([
      { state: '7', user: 'systemd-network', inode: 22606, process: { pid: 1489, name: 'a b' } },
      { state: '7', uid: 0, inode: 22607 },
      { user: 'root', inode: 22608, process: { pid: 1 } },
    ]);
  });

  test('who is not root is told so', () => {
    const notice = [
      '(Not all processes could be identified, non-owned process info',
      'will not be shown, you would have to be root to see it all.)',
    ];
    const text = `${notice.join('\n ')}\n${heading}tcp 0 0 127.0.0.1:631 0.0.0.0:* LISTEN -\n`;
    expect(readNetstat(text)).toMatchObject({ notices: notice, tables: [{ sockets: [{}] }], complete: true });
  });

  test('a table that is not known is kept as text among the others', () => {
    const text = `${heading}tcp 0 0 127.0.0.1:631 0.0.0.0:* LISTEN -
Active Bluetooth connections (w/o servers)
Proto  Destination       Source            State         PSM DCID   SCID      IMTU    OMTU Security
l2cap  00:00:5E:00:53:01 00:00:5E:00:53:02 CONNECTED      1  0x0040 0x0040    672     672  LOW
Active kernel event sockets
Proto Recv-Q Send-Q vendor  class subcla
kevt       0      0      1      1      0
`;
    const { tables } = readNetstat(text);
    expect(tables.map(({ kind }) => kind)).toEqual(['sockets', 'other', 'other']);
    expect(tables[2]).toMatchObject({ data: ['kevt       0      0      1      1      0'] });
  });

  test('-A, -b and -T of macOS and FreeBSD', () => {
    const title = 'Active Internet connections\n';
    const macos = `${title}Socket           Flowhash Proto Recv-Q Send-Q  Local Address      Foreign Address    (state)        rxbytes    txbytes
7fb03cb94d505aed cedd0cbf tcp4       0      0  192.0.2.221.5486   198.51.100.26.443  ESTABLISHED       4958       3996
`;
    expect(socketsOf(macos)).toEqual([
      {
        ...{ protocol: 'tcp4', kernelAddress: '7fb03cb94d505aed', recvQueue: 0, sendQueue: 0 },
        ...{ local: { address: '192.0.2.221', port: 5486 }, peer: { address: '198.51.100.26', port: 443 } },
        ...{ state: 'ESTABLISHED', further: ['cedd0cbf', '4958', '3996'] },
      },
    ]);
    const freebsd = `${title}Tcpcb            Proto Rexmit OOORcv 0-win  Local Address      Foreign Address
fffff80003df43d0 tcp4       3      1      0 192.0.2.1.ssh      198.51.100.1.64330
fffff80003df4b70 udp4                       *.syslog           *.*
`;
    expect(socketsOf(freebsd)).toEqual([
      {
        ...{
          protocol: 'tcp4',
          kernelAddress: 'fffff80003df43d0',
          local: { address: '192.0.2.1', service: 'ssh' },
        },
        ...{ peer: { address: '198.51.100.1', port: 64330 }, further: ['3', '1', '0'] },
      },
      {
        ...{
          protocol: 'udp4',
          kernelAddress: 'fffff80003df4b70',
          local: { address: '*', service: 'syslog' },
        },
        ...{ peer: { address: '*', port: 0 } },
      },
    ]);
  });

  test('names among IPv6 routes are no addresses of IPv4', () => {
    const text = `Kernel IPv6 routing table
Destination                    Next Hop                   Flag Met Ref Use If
[::]/0                         gateway                    UG   100 1     0 eth0
192.0.2.7/128                  [::]                       !n   -1  1     0 lo
`;
    expect(readNetstat(text).tables).toMatchObject([
      { data: [{ gateway: 'gateway' }, { destination: '::ffff:192.0.2.7', prefixLength: 128 }] },
    ]);
  });

  test('net-tools in French', () => {
    const text = `Connexions Internet actives (serveurs et établies)
Proto Recv-Q Send-Q Adresse locale          Adresse distante        Etat        Utilisatr  Inode      PID/Program name
tcp        0      0 127.0.0.1:631           0.0.0.0:*               LISTEN      0          1234       7/cupsd
Sockets du domaine UNIX actives(serveurs et établies)
Proto RefCpt Indicatrs   Type       Etat          I-Node   Chemin
unix  2      [ ACC ]     STREAM     LISTENING     12345    /run/dbus/socket
Table de routage IP du noyau
Destination     Passerelle      Genmask         Indic   MSS Fenêtre irtt Iface
0.0.0.0         192.0.2.1       0.0.0.0         UG        0 0          0 eth0
Table d'interfaces noyau
Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg
lo              65536       24      0      0 0            24      0      0      0 LRU
`;
    const { tables } = readNetstat(text);
    expect(tables.map(({ kind }) => kind)).toEqual(['sockets', 'unix', 'routes', 'interfaces']);
    expect(tables).toMatchObject([
      { sockets: [{ state: 'LISTEN', uid: 0, process: { pid: 7 } }] },
      { data: [{ state: 'LISTENING', path: '/run/dbus/socket' }] },
      { data: [{ gateway: '192.0.2.1', flags: 'UG', window: 0 }] },
      { data: [{ name: 'lo', rxOk: 24 }] },
    ]);
  });
});

describe('Windows', () => {
  test('-ano and -b', () => {
    const text = `
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1712
  RpcSs
 [svchost.exe]
  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4
 Can not obtain ownership information
  TCP    [fe80::1%12]:1025      [2001:db8::1]:443      ESTABLISHED     6088
 [NVIDIA Web Helper.exe]
  UDP    0.0.0.0:500            *:*                                    6856
`;
    expect(socketsOf(text)).toEqual([
      {
        ...{
          protocol: 'tcp',
          local: { address: '0.0.0.0', port: 135 },
          peer: { address: '0.0.0.0', port: 0 },
        },
        ...{ state: 'LISTENING', process: { pid: 1712, name: 'svchost.exe' }, further: ['RpcSs'] },
      },
      {
        ...{
          protocol: 'tcp',
          local: { address: '0.0.0.0', port: 445 },
          peer: { address: '0.0.0.0', port: 0 },
        },
        ...{ state: 'LISTENING', process: { pid: 4 }, further: ['Can not obtain ownership information'] },
      },
      {
        ...{ protocol: 'tcp', local: { address: 'fe80::1', device: '12', port: 1025 } },
        ...{ peer: { address: '2001:db8::1', port: 443 }, state: 'ESTABLISHED' },
        process: { pid: 6088, name: 'NVIDIA Web Helper.exe' },
      },
      {
        ...{ protocol: 'udp', local: { address: '0.0.0.0', port: 500 }, peer: { address: '*', port: 0 } },
        process: { pid: 6856 },
      },
    ]);
  });

  test('in French, without numbers of processes, with names', () => {
    const text = `
Connexions actives

  Proto  Adresse locale         Adresse distante       État
  TCP    127.0.0.1:1031         poste:1032             ESTABLISHED
  TCP    192.0.2.10:50123       www:https              TIME_WAIT
`;
    for (const each of [text, text.replace('État', '\uFFFDtat')])
      expect(socketsOf(each).map(({ peer, state }) => [peer.service ?? peer.port, state])).toEqual([
        [1032, 'ESTABLISHED'],
        ['https', 'TIME_WAIT'],
      ]);
  });

  const english = `===========================================================================
Interface List
 12...00 00 5e 00 53 01 ......Some Ethernet Adapter
  1...........................Software Loopback Interface 1
 11...00 00 00 00 00 00 00 e0 Microsoft ISATAP Adapter
===========================================================================

IPv4 Route Table
===========================================================================
Active Routes:
Network Destination        Netmask          Gateway       Interface  Metric
          0.0.0.0          0.0.0.0        192.0.2.1       192.0.2.10     15
        192.0.2.0    255.255.255.0         On-link        192.0.2.10    271
===========================================================================
Persistent Routes:
  Network Address          Netmask  Gateway Address  Metric
         10.0.1.0    255.255.255.0        192.0.2.1       1
         10.0.2.0    255.255.255.0        192.0.2.1  Default
===========================================================================

IPv6 Route Table
===========================================================================
Active Routes:
 If Metric Network Destination      Gateway
  1    331 ::1/128                  On-link
 12    271 2001:db8:26f4:e4:0:670f:fec7:75b7/128
                                    On-link
===========================================================================
Persistent Routes:
  None
`;
  const french = english
    .replace('Interface List', "Liste d'Interfaces")
    .replaceAll('Route Table', 'Table de routage')
    .replaceAll('Active Routes:', 'Itinéraires actifs\u00a0:')
    .replaceAll('Persistent Routes:', 'Itinéraires persistants\u00a0:')
    .replace(
      /^Network Destination.*$/m,
      'Destination réseau    Masque réseau  Adr. passerelle   Adr. interface Métrique',
    )
    .replace(/^ {2}Network Address.*$/m, '  Adresse réseau    Masque réseau  Adresse passerelle Métrique')
    .replace(/^ If Metric.*$/m, ' If Metric Network Destination      Gateway')
    .replace('  Default\n', '  Par défaut\n')
    .replace('  None', '  Aucun');

  test.each([
    ['in English', english],
    ['in French', french],
    ['in French, accents lost', french.replace(/[éÉ]/g, '\uFFFD').replaceAll('\u00a0', '\uFFFD')],
  ])('-r and route print, %s', (_, text) => {
    expect(readNetstat(text).tables).toEqual([
      {
        kind: 'interfaces',
        data: [
          { name: 'Some Ethernet Adapter', index: 12, address: '00:00:5e:00:53:01' },
          { name: 'Software Loopback Interface 1', index: 1 },
          { name: 'Microsoft ISATAP Adapter', index: 11, address: '00:00:00:00:00:00:00:e0' },
        ],
      },
      {
        ...{ kind: 'routes', family: 'inet' },
        data: [
          {
            ...{ destination: '0.0.0.0', mask: '0.0.0.0', gateway: '192.0.2.1' },
            ...{ interface: '192.0.2.10', metric: 15 },
          },
          {
            ...{ destination: '192.0.2.0', mask: '255.255.255.0', gateway: 'On-link' },
            ...{ interface: '192.0.2.10', metric: 271 },
          },
        ],
      },
      {
        ...{ kind: 'routes', family: 'inet', persistent: true },
        data: [
          { destination: '10.0.1.0', mask: '255.255.255.0', gateway: '192.0.2.1', metric: 1 },
          { destination: '10.0.2.0', mask: '255.255.255.0', gateway: '192.0.2.1' },
        ],
      },
      {
        ...{ kind: 'routes', family: 'inet6' },
        data: [
          { destination: '::1', prefixLength: 128, metric: 331, interface: '1', gateway: 'On-link' },
          {
            ...{ destination: '2001:db8:26f4:e4:0:670f:fec7:75b7', prefixLength: 128 },
            ...{ metric: 271, interface: '12', gateway: 'On-link' },
          },
        ],
      },
    ]);
  });

  test.each([
    ['IPv4 Statistics', 'Packets Received', 'TCP Statistics for IPv4', 'Received    Sent'],
    ['Statistiques IPv4', 'Paquets reçus', 'Statistiques TCP pour IPv4', 'Reçus       Émis'],
  ])('-s: %s', (ip, received, tcp, columns) => {
    const text = `
${ip}

  ${received}                   = 184620

${tcp}

  ${columns}
  Messages                  12          34
`;
    expect(readNetstat(text).tables).toEqual([
      {
        kind: 'statistics',
        data: [
          {
            protocol: 'IPv4',
            lines: [{ text: `${received}                   = 184620`, values: [184620], depth: 1 }],
          },
          {
            protocol: 'TCP IPv4',
            lines: [
              { text: columns, values: [], depth: 1 },
              { text: 'Messages                  12          34', values: [12, 34], depth: 1 },
            ],
          },
        ],
      },
    ]);
  });
});

test('cut, the rows that are whole stay', () => {
  const row = 'tcp 0 0 127.0.0.1:1 127.0.0.1:2 LISTEN 7/a\n';
  expect(readNetstat(`${heading}${row}tcp 0 0 127.0.`)).toMatchObject({
    tables: [{ sockets: [{ state: 'LISTEN' }] }],
    notices: ['tcp 0 0 127.0.'],
    complete: false,
  });
  expect(readNetstat(`${heading}${row}^C\n`)).toMatchObject({ tables: [{ sockets: [{}] }], complete: false });
});
