import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCaptureFile, writeCaptureFile } from '../../../src/capture/file/capture-file.js';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { capturing } from '../../../src/capture/live-capture.js';
import { simulatedCapture } from '../../../src/capture/simulated-capture.js';
import { labCommandLine } from '../../../src/lab/exec.js';
import { open } from '../../../src/network/open.js';
import { ping } from '../../../src/probe/ping.js';
import { run } from '../../network/run-dist.js';
import { ChainLab, whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('tshark', 'editcap', 'mergecap', 'text2pcap', 'capinfos');
const TARGET = '203.0.113.2';
const FIELDS = ['frame.number', 'frame.time_epoch', 'frame.cap_len', 'frame.len', 'frame.interface_name'];

describe.skipIf(lack)(`capture files and Wireshark’s tools${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sonde-capture-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const temporary = (name: string) => path.join(folder, name);

  async function succeed(...argv: string[]): Promise<string> {
    const { stdout, stderr, code } = await run(argv);
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    return stdout;
  }

  /** Number, time, lengths and interface of each packet, as tshark prints them. */
  async function theirs(file: string): Promise<string[]> {
    const fields = FIELDS.flatMap((field) => ['-e', field]);
    return (await succeed('tshark', '-n', '-r', file, '-T', 'fields', ...fields)).split('\n').filter(Boolean);
  }

  async function ours(file: string): Promise<string[]> {
    const lines: string[] = [];
    for await (const packet of await openCaptureFile(file)) lines.push(line(packet));
    return lines;
  }

  function line(packet: CapturedPacket): string {
    const { number, seconds, nanoseconds, capturedLength, originalLength, interface: seen } = packet;
    const time = `${seconds}.${String(nanoseconds).padStart(9, '0')}`;
    return [number, time, capturedLength, originalLength, seen?.name ?? ''].join('\t');
  }

  async function expectSame(file: string, packets?: number): Promise<void> {
    const read = await ours(file);
    expect(read).toEqual(await theirs(file));
    if (packets !== undefined) expect(read).toHaveLength(packets);
  }

  test('the recorded captures are read as tshark reads them', async () => {
    const files = (await readdir('data/captures')).filter((file) => file.endsWith('.pcapng'));
    for (const file of files) await expectSame(`data/captures/${file}`);
  });

  test.each(['pcap', 'nsecpcap', 'pcapng'])('what editcap writes as %s is read', async (format) => {
    const file = temporary(`edited-${format}`);
    await succeed('editcap', '-F', format, 'data/captures/http.pcapng', file);
    const [read, expected] = [await ours(file), await theirs(file)];
    // A pcap file has no interface names.
    expect(read.map((each) => each.trim())).toEqual(expected.map((each) => each.trim()));
    expect(read).toHaveLength(10);
  });

  test('a modified pcap, as editcap writes it, is read', async () => {
    const file = temporary('modified.pcap');
    await succeed('editcap', '-F', 'modpcap', 'data/captures/http.pcapng', file);
    await expectSame(file, 10);
  });

  test('packets cut by a snaplen keep their length', async () => {
    const file = temporary('short.pcapng');
    await succeed('editcap', '-s', '40', 'data/captures/tls.pcapng', file);
    await expectSame(file, 16);
  });

  test('several interfaces of mergecap, and several sections of cat', async () => {
    const merged = temporary('merged.pcapng');
    const files = ['data/captures/ping.pcapng', 'data/captures/tls.pcapng', 'data/captures/dns.pcapng'];
    await succeed('mergecap', '-w', merged, ...files);
    await expectSame(merged, 28);
    const chained = temporary('chained.pcapng');
    await writeFile(chained, Buffer.concat(await Promise.all(files.map((file) => readFile(file)))));
    await expectSame(chained, 28);
  });

  test('what text2pcap makes of a hex dump', async () => {
    const [dump, file] = [temporary('dump.txt'), temporary('dump.pcapng')];
    await writeFile(dump, '0000 45 00 00 14 00 00 40 00 40 01 00 00 c0 00 02 01 c0 00 02 02\n');
    await succeed('text2pcap', '-q', '-l', '101', dump, file);
    const [packet] = await readWhole(file);
    expect(packet).toMatchObject({ linkType: 101, capturedLength: 20 });
    await expectSame(file, 1);
  });

  async function readWhole(file: string): Promise<CapturedPacket[]> {
    const packets: CapturedPacket[] = [];
    for await (const packet of await openCaptureFile(file)) packets.push(packet);
    return packets;
  }

  test.each(['pcap', 'pcapng'])('what the simulator did opens in Wireshark, as %s', async (format) => {
    const network = await open({ network: 'simulated' });
    const capture = simulatedCapture(network, { node: 'poste' });
    await ping(network, 'passerelle.lan', { count: 3 });
    const file = temporary(`simulated.${format}`);
    await writeCaptureFile(file, capture);
    await expectSame(file, 6);
    const protocols = await succeed('tshark', '-n', '-r', file, '-T', 'fields', '-e', 'icmp.type');
    expect(protocols.trim().split('\n')).toEqual(['8', '0', '8', '0', '8', '0']);
    expect(await succeed('capinfos', '-c', '-M', file)).toMatch(/Number of packets:\s+6/);
  });

  test('comments, names, directions and times to the nanosecond are those that tshark finds', async () => {
    const [source] = await readWhole('data/captures/ping.pcapng');
    if (!source) throw new Error('an empty capture');
    const file = temporary('written.pcapng');
    const packet = { ...source, direction: 'out' as const, comments: ['un « é »', 'deux'] };
    const times = [0, 1, 1_700_000_000, 4_294_967_295, 6_000_000_000].map((seconds) => ({
      ...packet,
      seconds,
      nanoseconds: 123_456_789,
    }));
    await writeCaptureFile(file, times, {
      ...{ application: 'Sonde', comments: ['origine'] },
      names: [{ address: '192.0.2.10', names: ['poste.exemple.fr'] }],
    });
    await expectSame(file, 5);
    const fields = ['frame.comment', 'frame.packet_flags_direction', 'ip.src_host'];
    const words = await succeed(
      'tshark',
      '-Nn',
      '-r',
      file,
      '-T',
      'fields',
      ...fields.flatMap((each) => ['-e', each]),
    );
    expect(words.split('\n')[0]).toBe('un « é »,deux\t0x00000002\tposte.exemple.fr');
    const facts = await succeed('capinfos', file);
    expect(facts).toMatch(/Capture application:\s+Sonde/);
    expect(facts).toMatch(/origine/);
  });
});

const started = whyNotInstalled('tcpdump', 'ping') ?? (await ChainLab.bringUp('capture'));
const [lab, lackOfLab] = typeof started === 'string' ? [undefined, started] : [started, undefined];

describe.skipIf(lackOfLab)(`capturing in a lab${lackOfLab ? ` [skipped: ${lackOfLab}]` : ''}`, () => {
  afterAll(() => lab?.remove());

  test('a router of the chain sees the echoes that go through it', async () => {
    const prefix = await labCommandLine(lab?.lab ?? '', 'r1', []);
    const capture = await capturing({
      interface: 'any',
      filter: 'icmp',
      count: 8,
      durationMs: 10_000,
      prefix,
    });
    await lab?.run('ping', '-n', '-c', '2', '-i', '0.1', TARGET);
    const seen: string[] = [];
    for await (const { linkType: type, seconds } of capture) seen.push(`${type} ${seconds > 1_700_000_000}`);
    expect(seen).toEqual(Array(8).fill('276 true'));
  });
});
