import { describe, expect, test } from 'vitest';
import { packetList, selecting } from '../../src/capture/packet-list.js';
import { recordedCapture } from '../../src/capture/recorded-capture.js';

describe('packetList', () => {
  test('has a line for each packet, and says where they come from', async () => {
    const { origin, reason, packets } = await packetList(await recordedCapture('dns'));
    expect({ origin, reason }).toEqual({
      origin: 'recorded',
      reason: 'capture enregistrée, demandée par l’appelant',
    });
    expect(packets.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(packets[0]).toMatchObject({ source: '192.0.2.10', protocol: 'DNS', timeSeconds: 0 });
  });

  test('counts time from the first packet of the capture, even where the filter leaves it out', async () => {
    const { packets } = await packetList(await recordedCapture('http'), 'http');
    expect(packets.map(({ number, timeSeconds }) => [number, timeSeconds.toFixed(6)])).toEqual([
      [4, '0.019629'],
      [6, '0.051269'],
    ]);
  });

  test('lets the filter ask what earlier packets say', async () => {
    const { packets } = await packetList(await recordedCapture('tcp-pertes'), 'tcp.analysis.retransmission');
    expect(packets[0]?.number).toBe(36);
    expect(packets[0]?.info).toContain('[TCP Retransmission]');
  });

  test('refuses a filter that makes no sense before it reads a packet', async () => {
    await expect(packetList(await recordedCapture('http'), 'ip.addr =')).rejects.toMatchObject({
      name: 'FilterError',
    });
  });
});

test('selecting gives the packets themselves', async () => {
  const lengths: number[] = [];
  for await (const { bytes } of selecting(await recordedCapture('dns'), 'dns.flags.response == 0'))
    lengths.push(bytes.length);
  expect(lengths).toEqual([74, 74, 74]);
});
