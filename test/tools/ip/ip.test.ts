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

  test.each([
    'default via\n',
    'default metric -1\n',
    'somewhere dev eth0\n',
    'default via 192.0.2.1 dev eth0',
  ])('%j is refused', (text) => {
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
