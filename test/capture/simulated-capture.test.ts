import { expect, test } from 'vitest';
import type { CapturedPacket } from '../../src/capture/capture.js';
import { simulatedCapture } from '../../src/capture/simulated-capture.js';
import { open } from '../../src/network/open.js';
import { InvalidOptionError } from '../../src/option.js';
import { decodeIpv4 } from '../../src/packet/ipv4.js';
import { ping } from '../../src/probe/ping.js';
import { ScriptedNetwork } from '../probe/scripted-network.js';

async function pinged(place: { node: string; interface?: string }, options = {}): Promise<CapturedPacket[]> {
  const network = await open({ network: 'simulated' });
  const capture = simulatedCapture(network, place, options);
  await ping(network, 'passerelle.lan', { count: 2 });
  const packets: CapturedPacket[] = [];
  for await (const packet of capture) packets.push(packet);
  expect(capture.origin).toBe('simulated');
  expect(capture.facts().packets).toBe(packets.length);
  return packets;
}

test('what a node sends and receives, in order, with the time of the simulator', async () => {
  const packets = await pinged({ node: 'poste' });
  expect(packets.map(({ number, direction, linkType }) => [number, direction, linkType])).toEqual([
    [1, 'out', 101],
    [2, 'in', 101],
    [3, 'out', 101],
    [4, 'in', 101],
  ]);
  const times = packets.map(({ seconds, nanoseconds }) => seconds + nanoseconds / 1e9);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(decodeIpv4(packets[0]?.bytes ?? new Uint8Array(0)).protocol).toBe(1);
});

test('no more than asked for', async () => {
  expect(await pinged({ node: 'poste' }, { count: 3 })).toHaveLength(3);
});

test('a node that is not there is refused, and so is a real network', async () => {
  await expect(pinged({ node: 'absent' })).rejects.toThrow('unknown node: "absent"');
  const other = new ScriptedNetwork(() => []);
  expect(() => simulatedCapture(other, { node: 'poste' })).toThrow(InvalidOptionError);
});
