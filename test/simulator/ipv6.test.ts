import { expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { echo6, exchange } from './probing.js';

const source = '2001:db8:0:1::10';
const destination = '2001:db8:0:4::10';
const world = async (): Promise<Simulation> => new Simulation(await loadScenario('mtu-annoncee'));

test('a host answers in IPv6', async () => {
  const [answer] = exchange(await world(), echo6({ source, destination }));
  expect(Math.floor(answer?.atMs ?? 0)).toBe(30);
  expect(answer).toMatchObject({ ip: { source: destination, hopLimit: 61 } });
  expect(answer?.transport).toMatchObject({ message: { kind: 'echo-reply', checksumValid: true } });
});

test('routers answer where the hop limit ends, quoting the packet as they received it', async () => {
  const probes = [1, 2, 3].map((hopLimit) => echo6({ source, destination, hopLimit }));
  const answers = exchange(await world(), probes);
  expect(answers.map(({ ip }) => ip.source)).toEqual([
    '2001:db8:0:1::1',
    '2001:db8:0:2::2',
    '2001:db8:0:3::2',
  ]);
  for (const { transport } of answers) {
    if (transport.kind !== 'icmpv6' || transport.message.kind !== 'time-exceeded')
      throw new Error(transport.kind);
    expect(transport.message).toMatchObject({ code: 0, checksumValid: true });
    expect(transport.message.quoted[7]).toBe(1);
  }
});

test('an unknown network is said to have no route, an absent host to be unreachable', async () => {
  const codes = ['2001:db8:ffff::1', '2001:db8:0:4::77'].map(async (absent) => {
    const [answer] = exchange(await world(), echo6({ source, destination: absent }));
    return answer?.transport.kind === 'icmpv6' ? answer.transport.message.code : undefined;
  });
  expect(await Promise.all(codes)).toEqual([0, 3]);
});
