import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCaptureFile } from '../../../src/capture/file/capture-file.js';
import { type CapturedPacket, linkType } from '../../../src/capture/capture.js';
import { summarise, summaryOf } from '../../../src/capture/summary/summary.js';
import { ConversationTracker } from '../../../src/capture/conversations/tracker.js';
import { summaryLine } from '../../../src/cli/capture-text.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../../src/packet/ipv6.js';
import { captured } from '../../capture/packet-mix.js';
import { run } from '../../network/run-dist.js';
import { whyNotInstalled } from '../chain-lab.js';
import { tshark } from './tshark.js';

const lack = whyNotInstalled('tshark');
const folder = path.join(import.meta.dirname, '../../../data/captures');
const files = readdirSync(folder).filter((file) => file.endsWith('.pcapng'));

/** Sonde shows a message of HTTP where its head ends, and does not wait for its body. */
const HEADS = ['-o', 'http.desegment_body:FALSE'];

async function linesOfTshark(file: string): Promise<readonly string[]> {
  const { stdout, stderr, code } = await run(['tshark', '-n', '-r', file, ...HEADS]);
  if (code !== 0) throw new Error(`tshark ended with ${String(code)}: ${stderr}`);
  return stdout.split('\n').slice(0, -1);
}

async function linesOfSonde(file: string): Promise<readonly string[]> {
  const tracker = new ConversationTracker();
  const lines: string[] = [];
  for await (const packet of await openCaptureFile(file)) {
    tracker.follow(packet);
    lines.push(summaryLine(summaryOf(packet, tracker.outline, tracker.fields())));
  }
  return lines;
}

/** What is written otherwise on purpose, or needs more than the packet and its conversation. */
function alike(line: string): string {
  return (
    line
      .trim()
      .replace(/ +/g, ' ')
      // With -n, tshark has no word for it; Wireshark has.
      .replace('→ ff:ff:ff:ff:ff:ff', '→ Broadcast')
      // The version is agreed upon later than it is shown.
      .replace(/ TLSv1(\.\d)? /, ' TLS ')
  );
}

/** An error of each kind and cause that has words of its own. */
function everyError(): readonly CapturedPacket[] {
  const ends = { source: '192.0.2.1', destination: '192.0.2.2' };
  const ends6 = { source: '2001:db8::1', destination: '2001:db8::2' };
  const causes = (type: number, count: number) => Array.from({ length: count }, (_, code) => [type, code]);
  const icmp = [...causes(3, 16), ...causes(5, 4), ...causes(11, 2), ...causes(12, 1)];
  const icmpv6 = [...causes(1, 7), ...causes(2, 1), ...causes(3, 2), ...causes(4, 3)];
  const message = (head: readonly number[]) => Uint8Array.from({ length: 48 }, (_, i) => head[i] ?? 0);
  return [
    ...icmp.map((head) => encodeIpv4({ ...ends, protocol: 1, payload: message(head) })),
    ...icmpv6.map((head) => encodeIpv6({ ...ends6, protocol: 58, payload: message(head) })),
  ].map((bytes, i) => captured(bytes, i + 1, linkType.raw));
}

describe.skipIf(lack)(`a line is what tshark writes${lack === undefined ? '' : `: ${lack}`}`, () => {
  test.each(files)('for each packet of %s', async (name) => {
    const file = path.join(folder, name);
    const [ours, theirs] = await Promise.all([linesOfSonde(file), linesOfTshark(file)]);
    expect(ours.map(alike)).toEqual(theirs.map(alike));
  });

  test('for each error of ICMP and ICMPv6', async () => {
    const errors = everyError();
    const theirs = await tshark(errors, []);
    const info = (line: string) => line.replace(/^.* ICMP(v6)? \d+ /, '').trim();
    expect(errors.map((packet) => summarise(packet).info)).toEqual(theirs.map(info));
  });
});
