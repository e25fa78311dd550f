import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { openCaptureFile } from '../../../src/capture/file/capture-file.js';
import { StatisticsCounting } from '../../../src/capture/statistics/statistics.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack =
  process.getuid?.() === 0 ? (whyNotInstalled('tcpdump') ?? whyNotInstalled('openssl')) : 'root is needed';
const folder = mkdtempSync(path.join(tmpdir(), 'sonde-session-'));
const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
/** So many names that the certificate fills several segments and records' ends fall inside of them. */
const names = Array.from({ length: 600 }, (_, i) => `DNS:a-rather-long-name-${i}.example.org`).join();

beforeAll(() => {
  if (lack !== undefined) return;
  const order = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const files = ['-keyout', key, '-out', certificate, '-addext', `subjectAltName=${names}`];
  execFileSync('openssl', [...order, ...files], { stdio: 'ignore' });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The packets of three requests to a server of Node on this machine. */
async function session(version: 'TLSv1.2' | 'TLSv1.3'): Promise<readonly CapturedPacket[]> {
  const file = path.join(folder, `${version}.pcap`);
  const versions = { minVersion: version, maxVersion: version } as const;
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(certificate), ...versions },
    (_, response) => {
      response.write('x'.repeat(70_000));
      response.end('end');
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dump = spawn('tcpdump', ['-i', 'lo', '-U', '-w', file, 'tcp', 'port', String(port)]);
  // It says that it listens once it does.
  await once(dump.stderr, 'data');
  for (let i = 0; i < 3; i++) {
    const asked = request({ host: '127.0.0.1', port, rejectUnauthorized: false, agent: false });
    asked.end();
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    await once(response, 'end');
  }
  server.close();
  await once(server, 'close');
  dump.kill('SIGINT');
  await once(dump, 'exit');
  const packets: CapturedPacket[] = [];
  for await (const packet of await openCaptureFile(file)) packets.push(packet);
  return packets;
}

function malformed(packets: readonly CapturedPacket[]): number {
  const counting = new StatisticsCounting({ of: ['errors'] });
  for (const packet of packets) counting.add(packet);
  return counting.report().errors?.find(({ kind }) => kind === 'malformed')?.packets ?? 0;
}

/** Of a hundred packets, one is lost and one overtaken, the same ones each time. */
function hurt(packets: readonly CapturedPacket[], seed: number): readonly CapturedPacket[] {
  const kept = packets.filter((_, i) => (i * 7919 + seed * 31) % 100 !== 0);
  for (let i = 1; i < kept.length; i++) {
    const [one, two] = [kept[i - 1], kept[i]];
    if (one && two && (i * 104_729 + seed * 17) % 100 === 0) [kept[i - 1], kept[i]] = [two, one];
  }
  return kept;
}

describe.skipIf(lack)(
  `a healthy session has no malformed packet${lack === undefined ? '' : `: ${lack}`}`,
  () => {
    test.each(['TLSv1.2', 'TLSv1.3'] as const)(
      '%s on a port that means nothing',
      async (version) => {
        const packets = await session(version);
        expect(packets.length).toBeGreaterThan(20);
        expect(malformed(packets)).toBe(0);
        for (let seed = 0; seed < 20; seed++) expect(malformed(hurt(packets, seed)), `seed ${seed}`).toBe(0);
      },
      60_000,
    );
  },
);
