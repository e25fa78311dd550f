import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../../../src/host/kernel/kernel-file.js';
import type { Machine } from '../../../src/host/machine.js';
import { openMachine } from '../../../src/host/open-machine.js';
import { machineNames } from '../../../src/host/recordings.js';
import type { Origin } from '../../../src/origin.js';
import { ipv6Text } from '../../../src/packet/address.js';
import { netstatInterfaces, netstatInterfacesReport } from '../../../src/tools/netstat/netstat-interfaces.js';
import {
  netstatIpv6Routes,
  netstatIpv6RoutesReport,
} from '../../../src/tools/netstat/netstat-ipv6-routes.js';
import { netstatRoutes, netstatRoutesReport } from '../../../src/tools/netstat/netstat-routes.js';
import {
  type NetstatLine,
  netstatStatistics,
  netstatStatisticsReport,
} from '../../../src/tools/netstat/netstat-statistics.js';
import type { NetstatTable } from '../../../src/tools/netstat/netstat-table.js';
import { readNetstat } from '../../../src/tools/netstat/read-netstat.js';

/** What prints a table that was read. */
function printed(table: NetstatTable | undefined): string {
  switch (table?.kind) {
    case 'routes':
      return table.family === 'inet' ? netstatRoutesReport(table) : netstatIpv6RoutesReport(table);
    case 'interfaces':
      return netstatInterfacesReport(table);
    case 'statistics':
      return netstatStatisticsReport(table);
    default:
      throw new Error('a table that is printed again is expected');
  }
}

const again = (text: string): string => printed(readNetstat(text).tables[0]);

test.each(['linux-rn.txt', 'linux-rn6.txt', 'linux-i.txt', 'linux-s.txt'])(
  '%s, read and printed again, is the same',
  (name) => {
    const text = readFileSync(path.join(import.meta.dirname, '../golden/netstat', name), 'utf8');
    expect(`${again(text)}\n`).toBe(text);
  },
);

describe.each(await machineNames())('reports of %s', async (name) => {
  const machine = await openMachine({ name });

  test.each([
    ['-rn', netstatRoutes, netstatRoutesReport],
    ['-rn -6', netstatIpv6Routes, netstatIpv6RoutesReport],
    ['-i', netstatInterfaces, netstatInterfacesReport],
    ['-s', netstatStatistics, netstatStatisticsReport],
  ] as const)('%s', async (_, read, print) => {
    const reading = await (read as (from: Machine) => Promise<Reading<never>>)(machine);
    const text = print(reading);
    expect(readNetstat(text).tables[0]?.origin).toBe('recorded');
    expect(again(text)).toBe(text);
    expect(again(`${text}\n`)).toBe(text);
  });

  test('what is read of routes, interfaces and counters is what the kernel files say', async () => {
    const interfaces = await netstatInterfaces(machine);
    expect(readNetstat(netstatInterfacesReport(interfaces)).tables[0]).toMatchObject({
      data: interfaces.data,
    });
    const ipv6 = await netstatIpv6Routes(machine);
    expect(readNetstat(netstatIpv6RoutesReport(ipv6)).tables[0]).toMatchObject({ data: ipv6.data });
    const statistics = await netstatStatistics(machine);
    const unnamed = statistics.data.map(({ protocol, lines }) => ({
      protocol,
      lines: lines.map(({ text, values, depth, under }): NetstatLine => ({
        ...{ text, values, depth },
        ...(under !== undefined && { under }),
      })),
    }));
    expect(readNetstat(netstatStatisticsReport(statistics)).tables[0]).toMatchObject({ data: unnamed });
  });
});

const word = fc.integer({ min: 0, max: 0xffffffff });
const name = fc.stringMatching(/^[a-z][a-z0-9.:-]{0,14}$/);
const ipv4 = fc.ipV4();
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipv6Text(bytes));
const mapped = ipv4.map((address) => `::ffff:${address}`);
const anyIpv6 = fc.oneof(ipv6, mapped, fc.constant('::'));

const route = fc.record(
  {
    destination: ipv4,
    gateway: ipv4,
    mask: ipv4,
    flags: fc.constantFrom('U', 'UG', 'UGH', 'UGD'),
    mss: word,
    window: word,
    initialRtt: word,
    interface: fc.oneof(name, fc.constant('*')),
  },
  { requiredKeys: ['destination', 'mask', 'flags', 'gateway', 'interface'] },
);
const refused = fc.record({ destination: ipv4, mask: ipv4, flags: fc.constantFrom('!', '!H') });
const ipv6Route = fc.record({
  destination: anyIpv6,
  prefixLength: fc.integer({ min: 0, max: 128 }),
  gateway: anyIpv6,
  flags: fc.constantFrom('', 'U', 'UG', '!n', 'UGDAe'),
  metric: word,
  referenceCount: word,
  uses: word,
  interface: name,
});
const counter = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const interfaceRow = fc.record(
  {
    name,
    mtu: word,
    ...{ rxOk: counter, rxErrors: counter, rxDropped: counter, rxOverruns: counter },
    ...{ txOk: counter, txErrors: counter, txDropped: counter, txOverruns: counter },
    flags: fc.constantFrom('BMRU', 'LRU', 'U'),
  },
  { requiredKeys: ['name'] },
);
const line = fc.record({
  text: fc
    .tuple(fc.constantFrom('# segments sent', 'InType0: #', 'Quick ack mode was activated # times'), counter)
    .map(([sentence, count]) => sentence.replace('#', String(count))),
  values: fc.constant([]),
  depth: fc.constantFrom(1, 2),
});
const title = fc.constant({ text: 'ICMP input histogram:', values: [], depth: 1 });
const protocol = fc.record({
  protocol: fc.constantFrom(
    'Ip',
    'Icmp',
    'IcmpMsg',
    'Tcp',
    'Udp',
    'UdpLite',
    'TcpExt',
    'IpExt',
    'MPTcpExt',
    'Ip6',
  ),
  lines: fc.array(fc.oneof(line, title), { maxLength: 6 }),
});
const origin = fc.constantFrom<Origin | undefined>('live', 'simulated', 'recorded', undefined);

test.each([
  ['routes', fc.array(fc.oneof(route, refused)), netstatRoutesReport],
  ['IPv6 routes', fc.array(ipv6Route), netstatIpv6RoutesReport],
  ['interfaces', fc.array(interfaceRow), netstatInterfacesReport],
  ['counters', fc.array(protocol, { minLength: 1 }), netstatStatisticsReport],
] as const)('any report of %s, read and printed again, is the same', (_, rows, print) => {
  fc.assert(
    fc.property(rows as fc.Arbitrary<never[]>, origin, (data, from) => {
      const text = `${print({ data, ...(from && { origin: from }) })}\n`;
      expect(`${again(text)}\n`).toBe(text);
    }),
  );
});
