import { describe, expect, test } from 'vitest';
import { Simulation } from '../../src/simulator/simulation.js';
import { echo, exchange, icmpOf, scenarioOf, udp } from './probing.js';

/** Two hosts, and a link of which `settings` say more. */
const pair = (settings: string): Simulation =>
  new Simulation(
    scenarioOf(`nodes: { a: , b: { udp: { 9: discard } } }
links:
  - between: { a: 10.0.1.1/24, b: 10.0.1.2/24 }
${settings.replace(/^/gm, '    ')}`),
  );
const B = '10.0.1.2';

/** When each packet for b came in. */
function arrivals(simulation: Simulation, send: (simulation: Simulation) => void): number[] {
  const times: number[] = [];
  simulation.tap({ node: 'b' }, ({ direction, atMs }) => {
    if (direction === 'in') times.push(atMs);
  });
  send(simulation);
  simulation.clock.runUntil(100_000);
  return times;
}

/** Sends packets of 100 bytes to b, one every `everyMs`. */
const burst =
  (count: number, everyMs = 0) =>
  (simulation: Simulation): void => {
    for (let i = 0; i < count; i++) {
      simulation.clock.schedule(i * everyMs, () => {
        simulation.endpoint().send(udp({ destination: B, port: 9, data: new Uint8Array(72) }));
      });
    }
  };

describe('a link', () => {
  test('delays each direction by its own time', () => {
    const [answer] = exchange(pair('delay: 5 ms\nfrom: { b: { delay: 20 ms } }'), echo({ destination: B }));
    expect(answer?.atMs).toBe(25);
  });

  test('sends one packet after the other at its rate: 800 bits at 100 kbit/s take 8 ms', () => {
    expect(arrivals(pair('rate: 100 kbit/s\ndelay: 1 ms'), burst(3))).toEqual([9, 17, 25]);
  });

  test('drops what its queue does not hold: one leaves, two wait, the rest is lost', () => {
    const simulation = pair('rate: 100 kbit/s\nqueue: 2 packets');
    expect(arrivals(simulation, burst(10))).toHaveLength(3);
    expect(simulation.interfaceCounters('a', 'eth0')).toMatchObject({
      sent: 10,
      dropped: { 'queue-full': 7 },
    });
  });

  test('loses and doubles the share that it is told to', () => {
    const simulation = pair('from: { a: { loss: 20 %, duplication: 10 % } }');
    const arrived = arrivals(simulation, burst(5000, 1)).length;
    const lost = simulation.interfaceCounters('a', 'eth0').dropped.lost ?? 0;
    expect(lost / 5000).toBeCloseTo(0.2, 1);
    expect((arrived - (5000 - lost)) / (5000 - lost)).toBeCloseTo(0.1, 1);
  });

  test('jitters without letting a packet overtake another', () => {
    const times = arrivals(pair('delay: 20 ms\njitter: 5 ms'), burst(500, 1));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times.map((time, i) => Math.round(time - i))).size).toBeGreaterThan(10);
  });

  test('lets packets overtake each other when asked', () => {
    const simulation = pair('delay: 20 ms\njitter: 5 ms\nreorders: true');
    const sequence: number[] = [];
    simulation.tap({ node: 'b' }, ({ direction, bytes }) => {
      if (direction === 'in') sequence.push(bytes[27] ?? 0);
    });
    for (let i = 0; i < 100; i++) {
      simulation.clock.schedule(i, () => {
        simulation.endpoint().send(echo({ destination: B, sequence: i }));
      });
    }
    simulation.clock.runUntil(1000);
    expect(sequence).toHaveLength(100);
    expect(sequence).not.toEqual([...sequence].sort((a, b) => a - b));
  });

  test('shows both directions to a tap, with copies of the packets', () => {
    const simulation = pair('delay: 5 ms');
    const seen: string[] = [];
    const stop = simulation.tap({ node: 'a', interface: 'eth0' }, ({ direction, atMs, bytes }) => {
      seen.push(`${direction} ${atMs}`);
      bytes.fill(0);
    });
    const [answer] = exchange(simulation, echo({ destination: B }));
    expect(seen).toEqual(['out 0', 'in 10']);
    expect(icmpOf(answer).kind).toBe('echo-reply');
    stop();
    exchange(simulation, echo({ destination: B }));
    expect(seen).toHaveLength(2);
  });
});

describe('the same scenario', () => {
  const run = (seed: number): string => {
    const scenario = pair('delay: 20 ms\njitter: 5 ms\nloss: 10 %\nduplication: 10 %').scenario;
    const probes = Array.from({ length: 50 }, (_, sequence) => echo({ destination: B, sequence }));
    return exchange(new Simulation(scenario, seed), probes)
      .map(({ atMs, bytes }) => `${atMs} ${bytes.join(',')}`)
      .join('\n');
  };

  test('with the same seed gives the same bytes at the same instants, and with another one others', () => {
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  });
});
