import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { encodePcap } from '../../src/capture/file/pcap.js';
import { captureCommand } from '../../src/cli/capture.js';
import { framesOf } from '../capture/packet-links.js';
import { captured } from '../capture/packet-mix.js';
import { whyNotInstalled } from '../conformance/chain-lab.js';
import { runCommand, type Outcome } from './running.js';

const MAIN = path.join(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'sonde-cli-capture-'));
const file = path.join(folder, 'packets.pcap');
const recorded = (name: string) => path.join(import.meta.dirname, `../../data/captures/${name}.pcapng`);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function capture(...words: string[]): Promise<Outcome> {
  return runCommand(captureCommand, ...words);
}

describe('sonde capture FILE', () => {
  test('writes a line for each packet, and says on stderr where they come from', async () => {
    const { stdout, stderr, code } = await capture(recorded('ping'), '-c', '2');
    expect(stdout.split('\n').map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      '1 0.000000000 192.0.2.10 → 198.51.100.80 ICMP 98 Echo (ping) request id=0x0f96, seq=1/256, ttl=64',
      '2 0.000067997 198.51.100.80 → 192.0.2.10 ICMP 98 Echo (ping) reply id=0x0f96, seq=1/256, ttl=63 (request in 1)',
    ]);
    expect(stderr).toMatch(/^\[enregistré : fichier /);
    expect(code).toBe(0);
  });

  test('-Y keeps what the filter says; a wrong one is pointed at', async () => {
    const { stdout } = await capture(recorded('dns'), '-Y', 'dns.flags.rcode == 3');
    expect(stdout.trim().split('\n')).toEqual([expect.stringContaining('No such name')]);
    const { stderr, code } = await capture(recorded('dns'), '-Y', 'dns.flgs == 1');
    expect(stderr).toContain('^');
    expect(code).toBe(2);
  });

  test('--json gives the origin with each packet', async () => {
    const { stdout } = await capture(recorded('arp'), '--json', '-c', '1');
    expect(JSON.parse(stdout)).toMatchObject({ origin: 'recorded', number: 1, protocol: 'ARP' });
  });

  test('a file that is cut: the packets before, then why, and 1', async () => {
    writeFileSync(file, readFileSync(recorded('ping')).subarray(0, -7));
    const { stdout, stderr, code } = await capture(file);
    expect(stdout.trim().split('\n').length).toBeGreaterThan(3);
    expect(stderr).toMatch(/^sonde : .+/m);
    expect(code).toBe(1);
  });

  test('a record that lies is told on stderr, by its number, and on its line', async () => {
    const packet = captured(new Uint8Array(60));
    const pcap = Buffer.from(encodePcap([packet, { ...packet, number: 2 }, { ...packet, number: 3 }]));
    // The second and the third say that they were shorter on the wire than what was kept of them.
    for (const at of [24 + 76 + 12, 24 + 2 * 76 + 12]) {
      if (pcap[0] === 0xa1) pcap.writeUInt32BE(20, at);
      else pcap.writeUInt32LE(20, at);
    }
    writeFileSync(file, pcap);
    const { stdout, stderr, code } = await capture(file);
    const lines = stdout.trimEnd().split('\n');
    const wrong = lines.map((line) => line.includes('[Wrong record: longer in the file than on the wire]'));
    expect(wrong).toEqual([false, true, true]);
    expect(stderr).toContain('2 packets are longer in the file than on the wire, packet 2 first');
    expect(code).toBe(0);
  });

  test('no file, or two sources: 2', async () => {
    expect((await capture()).code).toBe(2);
    expect((await capture(path.join(folder, 'absent.pcap'))).code).toBe(2);
    expect((await capture(recorded('ping'), '-i', 'lo')).code).toBe(2);
  });
});

describe('whatever the bytes are, sonde capture ends well', () => {
  const frame = framesOf.get(1) ?? fc.constant(new Uint8Array(0));
  const packets = fc
    .array(frame, { maxLength: 8 })
    .map((all) => encodePcap(all.map((each) => captured(each))));
  const cut = fc.tuple(packets, fc.nat(2000)).map(([bytes, end]) => bytes.subarray(0, end));
  const mutated = fc
    .tuple(packets, fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 8 }))
    .map(([bytes, changes]) => {
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });
  const ways = fc.constantFrom<string[]>(
    [],
    ['-V'],
    ['-x'],
    ['--json', '-V'],
    ['--stats', 'all'],
    ['-Y', 'tcp'],
  );

  test.each([
    ['cut', cut],
    ['mutated', mutated],
    ['random', fc.uint8Array({ maxLength: 300 })],
  ])('%s', async (_, any) => {
    await fc.assert(
      fc.asyncProperty(any, ways, async (bytes, words) => {
        writeFileSync(file, bytes);
        const { stderr, code } = await capture(file, ...words);
        expect([0, 1]).toContain(code);
        if (code === 1) expect(stderr).toMatch(/^sonde : .+/m);
      }),
      { numRuns: 60 },
    );
  });
});

test('when its reader leaves, as head does, it ends without a word', async () => {
  const frames = fc.sample(framesOf.get(1) ?? fc.constant(new Uint8Array(0)), { numRuns: 50, seed: 1 });
  const many = Array.from({ length: 20_000 }, (_, i) =>
    captured(frames[i % frames.length] ?? new Uint8Array(0)),
  );
  writeFileSync(file, encodePcap(many));
  const child = spawn(process.execPath, [MAIN, 'capture', file, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += String(text)));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
});

const lack = whyNotInstalled('tcpdump');

describe.skipIf(lack)(`sonde capture -i${lack === undefined ? '' : `: ${lack}`}`, () => {
  /** Datagrams to a port of the loopback where they are read, until the capture has been interrupted. */
  async function interrupted(...words: string[]): Promise<Outcome> {
    const socket = createSocket('udp4');
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
      const { port } = socket.address();
      const only = ['-f', `udp port ${port}`];
      const child = spawn(process.execPath, [MAIN, 'capture', '-i', 'lo', ...only, ...words], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (text) => (stdout += String(text)));
      child.stderr.on('data', (text) => (stderr += String(text)));
      timer = setInterval(() => {
        socket.send('question', port, '127.0.0.1');
        // Once: a second one ends it at once, as it ends any program.
        if (!child.killed && isCapturing(child.pid)) child.kill('SIGINT');
      }, 50);
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { stdout, stderr, code };
    } finally {
      clearInterval(timer);
      await new Promise<void>((resolve) =>
        socket.close(() => {
          resolve();
        }),
      );
    }
  }

  test('Ctrl-C ends it, and what was counted is shown', async () => {
    const { stdout, stderr, code } = await interrupted('--stats', 'hierarchy');
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/paquets?/);
  });

  test('Ctrl-C ends it between two lines', async () => {
    const { stdout, stderr, code } = await interrupted();
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/^( +\d+ +\d+\.\d{9} +127\.0\.0\.1 → 127\.0\.0\.1 +UDP \d+ .*Len=8\n)*$/);
  });
});

/** Its tcpdump has written the head of a capture, and a packet: it is listening. */
function isCapturing(pid: number | undefined): boolean {
  try {
    const tcpdump = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').trim();
    const written = /^wchar: (\d+)$/m.exec(readFileSync(`/proc/${tcpdump}/io`, 'utf8'))?.[1];
    return Number(written) > 24 + 16;
  } catch {
    return false;
  }
}
