import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  courseConfiguration,
  probedTargets,
  withAddresses,
  writeConfiguration,
} from '../../src/monitor/configuration.js';
import { defaultPorts } from '../../src/monitor/service.js';

const moved = { exporter: 1797, node: 1100, blackbox: 1115, alertmanager: 1093, prometheus: 1090 };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sonde-configuration-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('addresses of the stack', () => {
  test('are replaced all at once, others stay', () => {
    const swapped = { ...defaultPorts, prometheus: 9093, alertmanager: 9090 };
    const text = "targets: ['127.0.0.1:9090', '127.0.0.1:9093', '10.127.0.0.1:9090', '127.0.0.1:90905']";
    expect(withAddresses(text, swapped)).toBe(
      "targets: ['127.0.0.1:9093', '127.0.0.1:9090', '10.127.0.0.1:9090', '127.0.0.1:90905']",
    );
  });

  test('nothing changes on the usual ports', () => {
    fc.assert(fc.property(fc.string(), (text) => withAddresses(text, defaultPorts) === text));
  });
});

test('the copy differs from the configuration of the course by its addresses only', async () => {
  await writeConfiguration(courseConfiguration, folder, moved, ['127.0.0.1']);
  for (const file of await readdir(folder)) {
    const [copy, original] = await Promise.all(
      [folder, courseConfiguration].map((from) => readFile(path.join(from, file), 'utf8')),
    );
    expect((await stat(path.join(folder, file))).mode & 0o077).toBe(0);
    const back = (copy ?? '').replace(/127\.0\.0\.1:1(\d{3})\b/g, '127.0.0.1:9$1');
    if (file === 'cibles.yml') expect(parse(back)).toEqual(parse(original ?? ''));
    else expect(back).toBe(original);
  }
  expect(await readFile(path.join(folder, 'prometheus.yml'), 'utf8')).toContain('127.0.0.1:1115');
});

describe('what is probed', () => {
  test('is what the configuration says, unless something else is asked for', async () => {
    expect(await probedTargets(courseConfiguration, undefined)).toEqual(['127.0.0.1']);
    expect(await probedTargets(courseConfiguration, ['192.0.2.1', '2001:db8::1'])).toEqual([
      '192.0.2.1',
      '2001:db8::1',
    ]);
  });

  test.each(['', 'a b', "x']\n- targets: ['y", 'http://x/', 'x'.repeat(300)])('is not %j', async (target) => {
    await expect(probedTargets(courseConfiguration, [target])).rejects.toThrow('targets must be');
  });

  test.each(['{}', '- 1', '- targets: [1]', 'texte', ''])(
    'is not a file that has no list of targets: %j',
    async (text) => {
      await writeFile(path.join(folder, 'cibles.yml'), text);
      await expect(probedTargets(folder, undefined)).rejects.toThrow('lists targets');
    },
  );
});
