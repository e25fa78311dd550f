import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodePcap } from '../../../src/capture/file/pcap.js';
import { whyNotInstalled } from '../chain-lab.js';
import { anyTraffic, trafficOf } from './tcp-traffic.js';
import { differences } from './tracked.js';

const lack = whyNotInstalled('tshark');
const first = Number(process.env.SONDE_SEED ?? 300);

describe.skipIf(lack)(`tcp.analysis is tshark's${lack === undefined ? '' : `: ${lack}`}`, () => {
  test('in connections that lose, double and overtake, segment by segment', async () => {
    const work = mkdtempSync(path.join(tmpdir(), 'sonde-traffic-'));
    try {
      let segments = 0;
      const faults: string[] = [];
      for (let seed = first; seed < first + 16; seed++) {
        const packets = trafficOf(anyTraffic(seed));
        const file = path.join(work, `${seed}.pcap`);
        writeFileSync(file, encodePcap(packets));
        segments += packets.length;
        faults.push(...(await differences(file, packets)).map((fault) => `seed ${seed}: ${fault}`));
      }
      expect(segments).toBeGreaterThan(2_000);
      // One segment in ten thousand may differ; so few may not.
      expect(faults).toEqual([]);
    } finally {
      rmSync(work, { recursive: true });
    }
  }, 120_000);
});
