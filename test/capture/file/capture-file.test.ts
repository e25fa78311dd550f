import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCaptureFile, writeCaptureFile } from '../../../src/capture/file/capture-file.js';
import { encodePcapng } from '../../../src/capture/file/pcapng-writer.js';
import { doorOf, runScript } from '../../network/run-dist.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sonde-capture-'));
});
afterAll(() => rm(folder, { recursive: true }));

const packets = Array.from({ length: 5000 }, (_, i) => ({
  ...{ seconds: i, nanoseconds: i, linkType: 1, bytes: new Uint8Array(100).fill(i) },
}));

async function count(file: string): Promise<number> {
  let read = 0;
  for await (const batch of (await openCaptureFile(file)).batches()) read += batch.length;
  return read;
}

describe('a capture file', () => {
  test.each(['a.pcap', 'a.pcapng', 'named like an option.pcapng'])('%s is written and read', async (name) => {
    const file = path.join(folder, name);
    await writeCaptureFile(file, packets);
    expect(await count(file)).toBe(5000);
  });

  test('compressed with gzip, whatever its name', async () => {
    const file = path.join(folder, 'packed.pcapng');
    await writeFile(file, gzipSync(encodePcapng(packets)));
    expect(await count(file)).toBe(5000);
  });

  test('whose gzip is cut gives what it has', async () => {
    const file = path.join(folder, 'cut.pcapng.gz');
    const packed = gzipSync(encodePcapng(packets), { level: 0 });
    await writeFile(file, packed.subarray(0, packed.length / 2));
    const capture = await openCaptureFile(file);
    const reading = (async () => {
      for await (const packet of capture) expect(packet.capturedLength).toBe(100);
    })();
    await expect(reading).rejects.toMatchObject({ name: 'CaptureError', fault: 'cut' });
    expect(capture.facts().packets).toBeGreaterThan(1000);
  });

  test('that is not there says so at once', async () => {
    await expect(openCaptureFile(path.join(folder, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('on the standard input', async () => {
    const file = path.join(folder, 'input.pcap');
    await writeCaptureFile(file, packets);
    const body =
      'let n = 0; for await (const p of await sonde.openCaptureFile("-")) n = p.number; console.log(n);';
    const shell = ['sh', '-c', 'file=$1; shift; exec "$@" < "$file"', 'sh', file, process.execPath];
    expect(await runScript(body, shell, doorOf('capture'))).toMatchObject({
      stdout: '5000\n',
      stderr: '',
      code: 0,
    });
  });
});
