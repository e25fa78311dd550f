import { expect, test } from 'vitest';
import { netArp } from '../../../src/host/kernel/net-arp.js';
import { netIfInet6 } from '../../../src/host/kernel/net-if-inet6.js';
import { netIgmp } from '../../../src/host/kernel/net-igmp.js';
import { netIpv6Route } from '../../../src/host/kernel/net-ipv6-route.js';
import { netSoftnetStat } from '../../../src/host/kernel/net-softnet-stat.js';
import { netWireless } from '../../../src/host/kernel/net-wireless.js';

test('arp: a neighbour known, one that does not answer, one written by hand', () => {
  const rows = netArp.parse(`IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:00:5e:00:53:01     *        eth0
192.0.2.77       0x1         0x0         00:00:00:00:00:00     *        eth0
192.0.2.9        0x1         0x6         02:00:5e:00:53:09     *        eth0
`);
  expect(rows.map(({ complete, permanent }) => [complete, permanent])).toEqual([
    [true, false],
    [false, false],
    [true, true],
  ]);
  const bad =
    'IP address HW type Flags HW address Mask Device\n192.0.2.256 0x1 0x2 02:00:5e:00:53:01 * eth0\n';
  expect(() => netArp.parse(bad)).toThrow('an IPv4 address is expected, found "192.0.2.256" (line 2');
});

// Written by hand after net/wireless/wext-proc.c: the machines recorded here have no Wi-Fi.
const wireless = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   54.  -56.  -256        0      1      2      3    239        4
`;

test('wireless: measures, whether they are new, and what was thrown away', () => {
  expect(netWireless.parse(wireless)).toEqual([
    {
      ...{ interface: 'wlan0', status: 0 },
      ...{ link: { value: 54, updated: true }, level: { value: -56, updated: true } },
      noise: { value: -256, updated: false },
      ...{ discardedNetworkId: 0, discardedCrypt: 1, discardedFragment: 2 },
      ...{ discardedRetry: 3, discardedMisc: 239, missedBeacons: 4 },
    },
  ]);
  expect(() => netWireless.parse(wireless.replace('54.', '5x.'))).toThrow('a decimal number is expected');
});

test('softnet_stat: what the columns mean depends on the kernel; all are kept', () => {
  const [old, recent] = [
    '0000000a 00000001 00000002',
    `0000000a 00000001 00000002${' 00000000'.repeat(6)} 00000003 00000004 00000005 00000007 00000006 00000000`,
  ];
  expect(netSoftnetStat.parse(`${old}\n`)).toEqual([
    { cpu: 0, processed: 10, dropped: 1, timeSqueeze: 2, columns: [10, 1, 2] },
  ]);
  const [stat] = netSoftnetStat.parse(`${recent}\n`);
  expect(stat).toMatchObject({ cpu: 7, receivedRps: 3, flowLimitCount: 4, backlogLength: 5 });
  expect(stat?.columns).toHaveLength(15);
});

test('igmp: groups under their interface, also when its name leaves no space', () => {
  const rows = netIgmp.parse(`Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
1\tlo        :     1      V3
\t\t\t\t010000E0     1 0:00000000\t\t0
12\tlongname0123:     2      V2
\t\t\t\tFB0000E0     3 1:00000064\t\t1
\t\t\t\t010000E0     1 0:00000000\t\t0
`);
  expect(rows.map((row) => [row.interface, row.groups.length])).toEqual([
    ['lo', 1],
    ['longname0123', 2],
  ]);
  expect(rows[1]?.groups[0]).toEqual({
    ...{ address: '224.0.0.251', users: 3 },
    ...{ timerRunning: true, timerMs: 1000, reporter: true },
  });
});

test('IPv6 addresses and routes: words of a newer kernel are kept', () => {
  const zeros = '0'.repeat(32);
  const address = 'fe8000000000000000fc00fffe000001 04 40 20 80     eth0';
  expect(netIfInet6.parse(`${address} new\n`)).toEqual([
    {
      ...{ address: 'fe80::fc:ff:fe00:1', interfaceIndex: 4, prefixLength: 64, scope: 'link' },
      ...{ flags: 0x80, interface: 'eth0', others: ['new'] },
    },
  ]);
  const route = `${zeros} 00 ${zeros} 00 ${zeros} ffffffff 00000001 00000000 00200200       lo`;
  expect(netIpv6Route.parse(`${route}\n`)).toMatchObject([
    { destination: '::', metric: 0xffffffff, interface: 'lo' },
  ]);
  expect(() => netIfInet6.parse(`${address.replace('40', '81')}\n`)).toThrow('a prefix length up to 128');
});
