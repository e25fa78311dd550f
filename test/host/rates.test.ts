import { describe, expect, test } from 'vitest';
import {
  type InterfaceRates,
  type MeasuredInterface,
  interfaceRates,
} from '../../src/host/interface-rates.js';
import { netDev } from '../../src/host/kernel/net-dev.js';
import { protocolRates } from '../../src/host/protocol-rates.js';
import { netSnmp } from '../../src/host/kernel/net-snmp.js';
import type { Reading } from '../../src/host/kernel/kernel-file.js';
import { netDevText } from './recorded.js';

function at<Data>(seconds: number, data: Data, machine = 'essai'): Reading<Data> {
  return { origin: 'recorded', machine, atMs: seconds * 1000, data };
}

/** An interface's line: bytes, packets, errors, drops received, then sent. */
function line(name: string, rx: readonly (number | bigint)[], tx: readonly (number | bigint)[]): string {
  return `${name}: ${rx.join(' ')} 0 0 0 0 ${tx.join(' ')} 0 0 0 0`;
}

function between(before: readonly string[], after: readonly string[], seconds = 2): InterfaceRates {
  return interfaceRates(
    at(0, netDev.parse(netDevText(...before))),
    at(seconds, netDev.parse(netDevText(...after))),
  );
}

const measured = (rates: InterfaceRates): MeasuredInterface => {
  const [first] = rates.interfaces;
  if (first?.kind !== 'measured') throw new Error(`not measured: ${JSON.stringify(first)}`);
  return first;
};

test('per second, and the share of packets that were lost', () => {
  const rates = between(
    [line('eth0', [1000, 10, 0, 0], [0, 0, 0, 0])],
    [line('eth0', [5000, 100, 10, 9], [800, 6, 2, 2])],
  );
  expect(rates).toMatchObject({ origin: 'recorded', machine: 'essai', fromMs: 0, toMs: 2000 });
  expect(measured(rates)).toMatchObject({ name: 'eth0', wrapped: [] });
  expect(measured(rates).rx).toEqual({
    ...{ bytesPerSecond: 2000, bitsPerSecond: 16_000, packetsPerSecond: 45 },
    ...{ errorsPerSecond: 5, dropsPerSecond: 4.5, errorPercent: 10, dropPercent: 10 },
  });
  expect(measured(rates).tx).toMatchObject({ errorPercent: 20, dropPercent: 20, packetsPerSecond: 3 });
});

test('no packet, no loss: 0 %, not NaN', () => {
  const idle = line('eth0', [1, 1, 0, 0], [1, 1, 0, 0]);
  expect(measured(between([idle], [idle])).rx).toMatchObject({ errorPercent: 0, dropPercent: 0 });
});

describe('a counter that falls', () => {
  test.each([
    ['32', 2n ** 32n],
    ['64', 2n ** 64n],
  ])('went through the end of its %s bits', (_, end) => {
    const rates = between(
      [line('eth0', [end - 100n, 10, 0, 0], [0, 0, 0, 0])],
      [line('eth0', [100, 20, 0, 0], [0, 0, 0, 0])],
    );
    expect(measured(rates)).toMatchObject({ wrapped: ['rxBytes'], rx: { bytesPerSecond: 100 } });
  });

  test('far from there started again: no rate is made up', () => {
    const rates = between(
      [line('eth0', [300_000, 10, 0, 0], [5, 5, 0, 0])],
      [line('eth0', [100, 20, 0, 0], [6, 6, 0, 0])],
    );
    expect(rates.interfaces).toEqual([{ kind: 'reset', name: 'eth0' }]);
  });
});

test('differences are exact above 2^53', () => {
  const rates = between(
    [line('eth0', [2n ** 60n + 1n, 0, 0, 0], [0, 0, 0, 0])],
    [line('eth0', [2n ** 60n + 8n, 0, 0, 0], [0, 0, 0, 0])],
  );
  expect(measured(rates).increases.rxBytes).toBe(7);
});

test('interfaces that come and go are told, without rates', () => {
  const [lo, eth0, wlan0] = ['lo', 'eth0', 'wlan0'].map((name) => line(name, [1, 1, 0, 0], [1, 1, 0, 0]));
  const rates = between([lo ?? '', eth0 ?? ''], [wlan0 ?? '', lo ?? '']);
  expect(rates.interfaces.map(({ kind, name }) => `${name} ${kind}`)).toEqual([
    'wlan0 appeared',
    'lo measured',
    'eth0 disappeared',
  ]);
});

test.each([
  ['the same instant', 0, 'essai', 'no time between the readings'],
  ['the wrong order', -1, 'essai', 'no time between the readings'],
  ['no instant', NaN, 'essai', 'no time between the readings'],
  ['two machines', 1, 'autre', 'readings of two machines: essai and autre'],
])('%s: refused', (_, seconds, machine, message) => {
  expect(() => interfaceRates(at(0, []), at(seconds, [], machine))).toThrow(RangeError);
  expect(() => interfaceRates(at(0, []), at(seconds, [], machine))).toThrow(message);
});

test('protocols: counters have rates, settings and numbers of connections have none', () => {
  const before = netSnmp.parse('Tcp: RtoMin CurrEstab InSegs OutSegs Old\nTcp: 200 9 10 4294967290 1\n');
  const after = netSnmp.parse('Tcp: RtoMin CurrEstab InSegs OutSegs New\nTcp: 200 3 5 10 1\n');
  expect(protocolRates(at(0, before), at(4, after))).toEqual({
    ...{ origin: 'recorded', machine: 'essai', fromMs: 0, toMs: 4000 },
    perSecond: { Tcp: { OutSegs: 4 } },
    increases: { Tcp: { OutSegs: 16 } },
    ...{ wrapped: ['Tcp.OutSegs'], reset: ['Tcp.InSegs'] },
    ...{ appeared: ['Tcp.New'], disappeared: ['Tcp.Old'] },
  });
});
