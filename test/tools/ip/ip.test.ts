import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIpJson } from '../../../src/tools/ip/read-ip-json.js';
import { readIpLink } from '../../../src/tools/ip/read-ip-link.js';
import { readIpNeigh } from '../../../src/tools/ip/read-ip-neigh.js';
import { readIpRoute } from '../../../src/tools/ip/read-ip-route.js';

const golden = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../golden/ip', name), 'utf8');

describe('ip route', () => {
  const routes = readIpRoute(golden('route.txt'));

  test('several ways', () => {
    expect(routes.find(({ destination }) => destination === '198.51.100.0/24')).toEqual({
      type: 'unicast',
      destination: '198.51.100.0/24',
      protocol: 'static',
      metric: 100,
      nextHops: [
        { gateway: '192.0.2.2', device: 'veth0', weight: 1 },
        { gateway: '192.0.2.3', device: 'veth0', weight: 2 },
      ],
    });
  });

  test('a gateway of the other family, a route to nowhere, metrics', () => {
    expect(routes.at(-1)).toMatchObject({ gateway: '2001:db8::2', source: '192.0.2.1' });
    expect(routes[2]).toEqual({ type: 'unreachable', destination: '10.8.0.0/16', metric: 50 });
    expect(routes[1]).toMatchObject({ flags: ['onlink'], mtuBytes: 1400, advertisedMssBytes: 1360 });
  });

  test('what `get` remembers, and words that are not known', () => {
    const text = '192.0.2.9 dev eth0 src 192.0.2.1 uid 0\n    cache expires 590sec mtu lock 1400\n';
    expect(readIpRoute(text)).toEqual([
      {
        type: 'unicast',
        destination: '192.0.2.9',
        device: 'eth0',
        source: '192.0.2.1',
        expiresSeconds: 590,
        mtuBytes: 1400,
        flags: ['cache'],
        more: ['uid', '0'],
      },
    ]);
  });

  test.each(['default via\n', 'default metric -1\n', 'somewhere dev eth0\n'])('%j is refused', (text) => {
    expect(() => readIpRoute(text)).toThrow('line 1');
  });
});

describe('ip neigh', () => {
  test('each state', () => {
    expect(readIpNeigh(golden('neigh.txt')).map(({ address, state }) => [address, state])).toEqual([
      ['192.0.2.99', 'INCOMPLETE'],
      ['192.0.2.2', 'REACHABLE'],
      ['192.0.2.77', 'PERMANENT'],
      ['2001:db8::2', 'REACHABLE'],
    ]);
  });

  test('with -s', () => {
    expect(readIpNeigh(golden('neigh-statistics.txt'))[0]).toMatchObject({
      references: 1,
      usedSeconds: 1,
      confirmedSeconds: 62,
      updatedSeconds: 2,
      probes: 6,
    });
  });

  test('proxies and routers', () => {
    expect(
      readIpNeigh('192.0.2.80 dev eth0 proxy\nfe80::1 dev eth0 lladdr 00:00:5e:00:53:01 router DELAY\n'),
    ).toEqual([
      { address: '192.0.2.80', device: 'eth0', isRouter: false, isProxy: true },
      {
        address: 'fe80::1',
        device: 'eth0',
        hardwareAddress: '00:00:5e:00:53:01',
        state: 'DELAY',
        isRouter: true,
        isProxy: false,
      },
    ]);
  });
});

test('ip -s -s link', () => {
  expect(readIpLink(golden('link-statistics-twice.txt'))[1]).toMatchObject({
    index: 2,
    name: 'veth0',
    below: 'if2',
    mtuBytes: 1500,
    state: 'UP',
    receive: { bytes: 830, packets: 9, mcast: 0 },
    transmit: { bytes: 1066, packets: 13 },
    transmitErrors: { transns: 2 },
  });
});

test('ip addr', () => {
  expect(readIpLink(golden('addr.txt'))[1]?.addresses).toMatchObject([
    { family: 'inet', address: '192.0.2.1', prefixLength: 24, scope: 'global' },
    { family: 'inet6', address: '2001:db8::1', prefixLength: 64, scope: 'global' },
    { family: 'inet6', prefixLength: 64, scope: 'link' },
  ]);
});

describe('ip -j', () => {
  test.each([
    ['addr.json', 'links', 2],
    ['link-statistics.json', 'links', 2],
    ['route.json', 'routes', 7],
    ['route6.json', 'routes', 3],
    ['neigh.json', 'neighbours', 4],
  ])('%s is %s', (name, kind, count) => {
    const output = readIpJson(golden(name));
    expect(output.kind).toBe(kind);
    expect(output.entries).toHaveLength(count);
    // Nothing is lost.
    expect(output.entries).toEqual(JSON.parse(golden(name)));
  });

  test('says which field is wrong', () => {
    expect(() => readIpJson('[{"dst":"default","metric":"low"}]')).toThrow(/0\.metric: .*line 1, column 28/);
    expect(() => readIpJson('{}')).toThrow('a list of JSON expected');
  });

  test('nothing to show, and entries left empty by a filter', () => {
    expect(readIpJson('')).toEqual({ kind: 'links', entries: [] });
    expect(readIpJson('[{},{"dst":"default"}]')).toEqual({
      kind: 'routes',
      entries: [{ dst: 'default' }],
    });
  });
});

describe('what is no route, or no neighbour', () => {
  test.each([
    '1:  192.0.2.1 0.062ms\n',
    ' 1  192.0.2.1  0.062 ms\n',
    '999.1.1.1 dev eth0\n',
    '10.0.0.0/99 dev eth0\n',
    '2001:db8::/129 dev eth0\n',
    ':::::\n',
    '192.0.2.1\n',
    'default via somewhere dev eth0\n',
    '192.0.2.2 dev eth0 lladdr 00:00:5e:00:53:01 STALE\n',
    '192.0.2.9 dev eth0 FAILED\n',
  ])('%j is no route', (text) => {
    expect(() => readIpRoute(text)).toThrow('line 1');
  });

  test.each([
    '192.0.2.2 dev eth0 lladdr zz STALE\n',
    '192.0.2.2 dev eth0 lladdr 00:00:5e:00:53:1g STALE\n',
    '192.0.2.0/24 dev eth0 STALE\n',
    '192.0.2.2 dev eth0 src 192.0.2.1\n',
  ])('%j is no neighbour', (text) => {
    expect(() => readIpNeigh(text)).toThrow('line 1');
  });
});

describe('cut, the entries that are whole stay, and the last one says so', () => {
  test.each([
    ['default via 192.0.2.1 dev eth0', { gateway: '192.0.2.1', device: 'eth0' }],
    ['default via 192.0.2', { destination: 'default' }],
    ['192.0.2.9 dev', { destination: '192.0.2.9' }],
  ])('%j', (text, expected) => {
    const [, last, ...others] = readIpRoute(`10.0.0.0/8 dev eth1\n${text}`);
    expect(others).toEqual([]);
    expect(last).toEqual({ type: 'unicast', destination: 'default', ...expected, complete: false });
  });

  test('a word that says nothing as it is', () => {
    const [route, ...others] = readIpRoute('10.0.0.0/8 dev eth1\nblackh');
    expect(route).toMatchObject({ device: 'eth1', complete: false });
    expect(others).toEqual([]);
    expect(() => readIpRoute('blackh')).toThrow('is cut');
  });

  test('a neighbour, an interface', () => {
    expect(readIpNeigh('192.0.2.2 dev eth0 lladdr 00:00:5e:0')).toEqual([
      { address: '192.0.2.2', device: 'eth0', isRouter: false, isProxy: false, complete: false },
    ]);
    const text =
      '2: eth0: <UP> mtu 1500 state UP\n    link/ether 00:00:5e:00:53:01 brd ff:ff:ff:ff:ff:ff\n    inet 192.0';
    expect(readIpLink(text)).toEqual([
      {
        ...{ index: 2, name: 'eth0', flags: ['UP'], mtuBytes: 1500, state: 'UP', linkType: 'ether' },
        ...{ hardwareAddress: '00:00:5e:00:53:01', broadcast: 'ff:ff:ff:ff:ff:ff' },
        ...{ addresses: [], complete: false },
      },
    ]);
  });
});

describe('ways of printing', () => {
  test('-o route: ways follow on the line', () => {
    const text =
      '198.51.100.0/24 proto static \\\tnexthop via 192.0.2.2 dev veth0 weight 1 \\\tnexthop via 192.0.2.3 dev veth0 weight 2 \n';
    expect(readIpRoute(text)[0]?.nextHops).toEqual([
      { gateway: '192.0.2.2', device: 'veth0', weight: 1 },
      { gateway: '192.0.2.3', device: 'veth0', weight: 2 },
    ]);
  });

  test('-o addr: each address has its line', () => {
    const text = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever
2: eth0    inet 192.0.2.7/24 brd 192.0.2.255 scope global eth0\\       valid_lft forever preferred_lft forever
`;
    expect(readIpLink(text)).toEqual([
      {
        index: 1,
        name: 'lo',
        addresses: [
          { family: 'inet', address: '127.0.0.1', prefixLength: 8, scope: 'host' },
          { family: 'inet6', address: '::1', prefixLength: 128, scope: 'host' },
        ],
      },
      {
        index: 2,
        name: 'eth0',
        addresses: [{ family: 'inet', address: '192.0.2.7', prefixLength: 24, scope: 'global' }],
      },
    ]);
  });

  test('-br', () => {
    expect(
      readIpLink('lo   UNKNOWN  127.0.0.1/8 ::1/128 \ntun0@if2 UP 192.0.2.1 peer 192.0.2.2/32 metric 100 \n'),
    ).toEqual([
      {
        ...{ name: 'lo', state: 'UNKNOWN' },
        addresses: [
          { family: 'inet', address: '127.0.0.1', prefixLength: 8 },
          { family: 'inet6', address: '::1', prefixLength: 128 },
        ],
      },
      {
        ...{ name: 'tun0', below: 'if2', state: 'UP' },
        addresses: [{ family: 'inet', address: '192.0.2.1', prefixLength: 32 }],
      },
    ]);
    expect(readIpLink('eth0             DOWN           00:00:5e:00:53:01 <BROADCAST,MULTICAST> \n')).toEqual([
      {
        ...{ name: 'eth0', state: 'DOWN', hardwareAddress: '00:00:5e:00:53:01' },
        ...{ flags: ['BROADCAST', 'MULTICAST'], addresses: [] },
      },
    ]);
  });

  test('an interface with another below it is no prompt of a shell', () => {
    const links = readIpLink(
      'eth0@if2  UP  00:00:5e:00:53:01 <UP,LOWER_UP> \neth1@if3  UP  00:00:5e:00:53:02 <UP> \n',
    );
    expect(links.map(({ name, below }) => [name, below])).toEqual([
      ['eth0', 'if2'],
      ['eth1', 'if3'],
    ]);
  });

  test('-4 addr prints no link, -h rounds', () => {
    const text =
      '1: lo: <LOOPBACK,UP> mtu 65536 qdisc noqueue state UNKNOWN\n    inet 127.0.0.1/8 scope host lo\n';
    const [link] = readIpLink(text);
    expect(link).not.toHaveProperty('linkType');
    expect(link?.addresses).toHaveLength(1);
    const counted = readIpLink(
      '1: lo: <UP> mtu 65536\n    link/loopback 00:00:00:00:00:00\n    RX:  bytes packets\n  13.8M 94.2k\n',
    );
    expect(counted[0]?.receive).toEqual({ bytes: 13_800_000, packets: 94_200 });
  });

  test('what a filter leaves empty in JSON is left out', () => {
    const address = { family: 'inet', local: '192.0.2.7', prefixlen: 24 };
    const link = { ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1500 };
    const text = JSON.stringify([{}, { ...link, addr_info: [{}, address, {}] }]);
    expect(readIpJson(text)).toEqual({ kind: 'links', entries: [{ ...link, addr_info: [address] }] });
  });
});
