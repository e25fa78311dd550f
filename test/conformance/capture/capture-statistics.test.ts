import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCaptureFile } from '../../../src/capture/file/capture-file.js';
import type { CaptureEndpoint, Conversation } from '../../../src/capture/conversations/conversation.js';
import type { ConversationEnd } from '../../../src/capture/conversations/conversation-pair.js';
import type { ProtocolShare } from '../../../src/capture/statistics/hierarchy.js';
import { encodePcap } from '../../../src/capture/file/pcap.js';
import { captureStatistics } from '../../../src/capture/statistics/statistics.js';
import { anyStory, tell } from '../../capture/tcp-story.js';
import { whyNotInstalled } from '../chain-lab.js';
import { differences, realTshark } from './tracked.js';

const lack = whyNotInstalled('tshark');
const title = (text: string) => `${text}${lack === undefined ? '' : `: ${lack}`}`;
const folder = path.join(import.meta.dirname, '../../../data/captures');
const files = readdirSync(folder).filter((file) => file.endsWith('.pcapng'));

describe.skipIf(lack)(title('what earlier packets say of each packet is what tshark says'), () => {
  test.each(files)('%s', async (name) => {
    const file = path.join(folder, name);
    expect(await differences(file, await openCaptureFile(file))).toEqual([]);
  });

  test('connections in which everything happens', async () => {
    const work = mkdtempSync(path.join(tmpdir(), 'sonde-story-'));
    try {
      const stories = fc.sample(anyStory, { numRuns: 12, seed: 5 });
      for (const [i, story] of stories.entries()) {
        const packets = tell(story);
        const file = path.join(work, `${i}.pcap`);
        writeFileSync(file, encodePcap(packets));
        expect(await differences(file, packets), JSON.stringify(story)).toEqual([]);
      }
    } finally {
      rmSync(work, { recursive: true });
    }
  }, 60_000);
});

describe.skipIf(lack)(title('statistics are those of tshark'), () => {
  test.each(files)(
    'conversations, endpoints and hierarchy of %s',
    async (name) => {
      const file = path.join(folder, name);
      const report = await captureStatistics(await openCaptureFile(file));
      const { endpoints, conversations, hierarchy } = report;
      for (const kinds of [['eth', 'ip', 'ipv6'], ['tcp'], ['udp']] as const) {
        const order = kinds.flatMap((kind) => ['-z', `endpoints,${kind}`, '-z', `conv,${kind}`]);
        const taps = await realTshark(file, '-q', ...order);
        const ends = kinds.flatMap((kind) => endpoints?.[kind] ?? []);
        // There, an IPv6 fragment that is not put together again is no packet of anybody.
        const counted = (row: string) => name !== 'fragments.pcapng' || !row.startsWith('2001:db8');
        expect(ends.map(endpointRow).filter(counted).sort()).toEqual(endpointRows(taps).filter(counted));
        const all = kinds.flatMap((kind) => conversations?.[kind] ?? []);
        expect(all.map(conversationRow).filter(counted).sort()).toEqual(
          conversationRows(taps).filter(counted),
        );
      }
      // Sonde tells what the first IPv6 fragment begins with, and shows the others; tshark neither.
      if (name === 'fragments.pcapng') return;
      expect(flat(hierarchy ?? [])).toEqual(hierarchyRows(await realTshark(file, '-q', '-z', 'io,phs')));
    },
    30_000,
  );
});

function endpointRow({ address, port, packets, bytes, sent, received }: CaptureEndpoint): string {
  const place = port === undefined ? address : `${address} ${port}`;
  return [place, packets, bytes, sent.packets, sent.bytes, received.packets, received.bytes].join(' ');
}

function endpointRows(lines: readonly string[]): readonly string[] {
  return lines
    .filter((line) => /^[0-9a-f:.]+ +(\d+ +){6,7}$/.test(`${line.trimEnd()} `))
    .map((line) => line.trim().split(/ +/).join(' '))
    .sort();
}

function conversationRow({ a, b, aToB, bToA, startMs, durationMs }: Conversation): string {
  const times = `${(startMs / 1000).toFixed(6)} ${(durationMs / 1000).toFixed(3)}`;
  return `${endText(a)} <-> ${endText(b)} ${bToA.packets} ${aToB.packets} ${times}`;
}

function endText({ address, port }: ConversationEnd): string {
  return port === undefined ? address : `${address}:${port}`;
}

/** Bytes are rounded there beyond 10 kB; the endpoints have them all. */
function conversationRows(lines: readonly string[]): readonly string[] {
  return lines
    .flatMap((line) => {
      const found =
        /^(\S+) +<-> (\S+) +(\d+) \d+ (?:bytes|kB|MB) +(\d+) \d+ (?:bytes|kB|MB) +\d+ \d+ (?:bytes|kB|MB) +(\S+) +(\S+)/.exec(
          line,
        );
      if (!found) return [];
      const [, a = '', b = '', back = '', forth = '', start = '', duration = ''] = found;
      return [`${a} <-> ${b} ${back} ${forth} ${Number(start).toFixed(6)} ${Number(duration).toFixed(3)}`];
    })
    .sort();
}

function flat(shares: readonly ProtocolShare[], depth = 0): readonly string[] {
  return shares.flatMap(({ protocol, packets, bytes, inside }) => [
    `${'  '.repeat(depth)}${protocol} ${packets} ${bytes}`,
    ...flat(inside, depth + 1),
  ]);
}

/** Without what Sonde does not take apart. */
function hierarchyRows(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => /^( *)(\S+) +frames:(\d+) bytes:(\d+)$/.exec(line))
    .filter((found): found is RegExpExecArray => found !== null)
    .map(
      ([, indent = '', protocol = '', packets = '', bytes = '']) =>
        `${indent}${protocol} ${packets} ${bytes}`,
    )
    .filter((row, i, rows) => {
      // What a quoted datagram carried travels in no ICMP.
      const isQuoted = row.trim().startsWith('data ') && (rows[i - 1] ?? '').trim().startsWith('icmp');
      return !isQuoted && !/data-text-lines|_ws\.|tcp\.segments/.test(row);
    });
}
