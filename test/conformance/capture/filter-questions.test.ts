import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { ConversationTracker } from '../../../src/capture/conversations/tracker.js';
import type { FieldContext } from '../../../src/capture/conversations/tracked-fields.js';
import { encodePcapng } from '../../../src/capture/file/pcapng-writer.js';
import { compileFilter } from '../../../src/capture/filter/compile.js';
import { FilterError } from '../../../src/capture/filter/syntax.js';
import { recordedCapture, recordedCaptures } from '../../../src/capture/recorded-capture.js';
import { run } from '../../network/run-dist.js';
import { whyNotInstalled } from '../chain-lab.js';

/**
 * Filters of every kind that Wireshark's manual and its users write, one a line. A first word `unlike` says that we differ
 * and that it is known: mostly fields that Sonde does not have.
 */
const lines = readFileSync(path.join(__dirname, 'filter-questions.txt'), 'utf8').split('\n').slice(0, -1);
const UNLIKE = 'unlike ';
const filters = lines.map((line) => (line.startsWith(UNLIKE) ? line.slice(UNLIKE.length) : line));

/** Answers of all filters in one run: a listener for each, and its frames in a line of a file. */
const SCRIPT = `
local out = io.open(os.getenv("FRAMES"), "w")
local frames = {}
for filter in io.lines(os.getenv("FILTERS")) do
  local kept = {}
  local taken, listener = pcall(Listener.new, "frame", filter)
  if taken then
    function listener.packet(packet) table.insert(kept, packet.number) end
    function listener.draw() end
  else kept[1] = "refused" end
  table.insert(frames, kept)
end
local last = Listener.new("frame")
function last.draw()
  for _, kept in ipairs(frames) do out:write(table.concat(kept, " "), "\\n") end
  out:close()
end
`;

const lack = whyNotInstalled('tshark');

describe.skipIf(lack)(`filters of every kind${lack === undefined ? '' : `: ${lack}`}`, () => {
  test(`tshark keeps the same packets in ${filters.length} filters`, async () => {
    const packets = await everyRecordedPacket();
    const theirs = await tsharkAnswers(packets);
    const tracker = new ConversationTracker();
    const contexts = packets.map((packet) => {
      tracker.follow(packet);
      return tracker.fields();
    });
    const differing: string[] = [];
    for (const [i, filter] of filters.entries()) {
      const ours = await answer(filter, packets, contexts);
      // What we take and Wireshark refuses costs nobody anything.
      if (theirs[i] !== 'refused' && theirs[i] !== ours) differing.push(filter);
    }
    const known = lines.filter((line) => line.startsWith(UNLIKE)).map((line) => line.slice(UNLIKE.length));
    expect(differing).toEqual(known);
  });
});

async function answer(
  filter: string,
  packets: readonly CapturedPacket[],
  contexts: readonly FieldContext[],
): Promise<string> {
  try {
    const compiled = await compileFilter(filter);
    return packets
      .filter((packet, i) => compiled.keeps(packet, contexts[i]))
      .map(({ number }) => number)
      .join(' ');
  } catch (error) {
    if (error instanceof FilterError) return 'refused';
    throw error;
  }
}

async function everyRecordedPacket(): Promise<readonly CapturedPacket[]> {
  const all: CapturedPacket[] = [];
  for (const { name } of await recordedCaptures()) {
    for await (const packet of await recordedCapture(name)) {
      const { seconds, nanoseconds, capturedLength, originalLength, linkType, bytes } = packet;
      const plain = { seconds, nanoseconds, capturedLength, originalLength, linkType, bytes };
      all.push({ ...plain, number: all.length + 1, interface: { id: 0 } });
    }
  }
  return all;
}

async function tsharkAnswers(packets: readonly CapturedPacket[]): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sonde-tshark-'));
  try {
    const [file, script, questions, answers] = ['p.pcapng', 's.lua', 'q.txt', 'a.txt'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string, string];
    writeFileSync(file, encodePcapng(packets));
    writeFileSync(script, SCRIPT);
    writeFileSync(questions, filters.map((filter) => `${filter}\n`).join(''));
    const { stderr, code } = await run([
      ...['env', `FILTERS=${questions}`, `FRAMES=${answers}`],
      ...['tshark', '-n', '-q', '-r', file, '-X', `lua_script:${script}`],
      ...['ip.check_checksum', 'tcp.check_checksum', 'udp.check_checksum'].flatMap((name) => [
        '-o',
        `${name}:TRUE`,
      ]),
      ...['ip.defragment', 'ipv6.defragment', 'tcp.desegment_tcp_streams'].flatMap((name) => [
        '-o',
        `${name}:FALSE`,
      ]),
    ]);
    if (code !== 0) throw new Error(`tshark ended with ${String(code)}: ${stderr}`);
    return readFileSync(answers, 'utf8').split('\n').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
