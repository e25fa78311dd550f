import { expect, test } from 'vitest';
import { NoKernelFileError, read } from '../../../src/host/kernel/kernel-file.js';
import { netArp } from '../../../src/host/kernel/net-arp.js';
import { netIfInet6 } from '../../../src/host/kernel/net-if-inet6.js';
import { netIgmp } from '../../../src/host/kernel/net-igmp.js';
import { netIpv6Route } from '../../../src/host/kernel/net-ipv6-route.js';
import { netNetstat } from '../../../src/host/kernel/net-netstat.js';
import { netRoute } from '../../../src/host/kernel/net-route.js';
import { netSnmp, netSnmp6 } from '../../../src/host/kernel/net-snmp.js';
import { netSockstat, netSockstat6 } from '../../../src/host/kernel/net-sockstat.js';
import { netSoftnetStat } from '../../../src/host/kernel/net-softnet-stat.js';
import { netTcp } from '../../../src/host/kernel/net-tcp.js';
import { netUnix } from '../../../src/host/kernel/net-unix.js';
import { netWireless } from '../../../src/host/kernel/net-wireless.js';
import { openMachine } from '../../../src/host/open-machine.js';

const web = await openMachine({ name: 'serveur-web' });

test('what each file of the recorded server says', async () => {
  expect((await read(web, netArp)).data.map((each) => each.interface)).toContain('eth0');
  expect((await read(web, netArp)).data.every((each) => each.interface === 'eth0')).toBe(true);
  expect((await read(web, netIfInet6)).data.find(({ scope }) => scope === 'host')?.address).toBe('::1');
  expect((await read(web, netIgmp)).data[0]?.groups[0]?.address).toBe('224.0.0.1');
  expect((await read(web, netIpv6Route)).data.some(({ destination }) => destination === '::1')).toBe(true);
  expect((await read(web, netRoute)).data[0]).toMatchObject({ destination: '0.0.0.0', gateway: '192.0.2.1' });
  expect((await read(web, netNetstat)).data.counters.TcpExt?.ListenDrops).toEqual(expect.any(Number));
  expect((await read(web, netSnmp)).data.counters.Udp?.InErrors).toEqual(expect.any(Number));
  expect((await read(web, netSnmp6)).data.counters.Ip6?.InReceives).toEqual(expect.any(Number));
  expect((await read(web, netSockstat)).data.counters.TCP?.tw).toEqual(expect.any(Number));
  expect((await read(web, netSockstat6)).data.counters.TCP6?.inuse).toEqual(expect.any(Number));
  expect((await read(web, netSoftnetStat)).data[0]?.cpu).toBe(0);
});

test('its sockets come as columns, whose listeners have a port', async () => {
  const { data, origin } = await read(web, netTcp);
  const listeners = [...data].filter(({ state }) => state === 'LISTEN');
  expect(origin).toBe('recorded');
  expect(listeners.length).toBeGreaterThan(0);
  expect(listeners.every(({ local }) => local.port > 0)).toBe(true);
});

test('a machine of today has a table of unix sockets, or does without', async () => {
  const reading = await read(await openMachine(), netUnix).catch((error: unknown) => error);
  if (!(reading instanceof NoKernelFileError))
    expect(reading).toMatchObject({ data: expect.any(Array) as unknown });
});

test('a server has no Wi-Fi', async () => {
  await expect(read(web, netWireless)).rejects.toThrow(NoKernelFileError);
});
