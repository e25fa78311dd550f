import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'valibot';
import { expect, test } from 'vitest';
import { parseIperf3Documents } from '../../src/command/iperf3-json.js';
import { iperf3JsonSchema } from '../../src/command/iperf3-json-schema.js';
import { parseNmapXml } from '../../src/command/nmap-xml.js';
import { nmapXmlSchema } from '../../src/command/nmap-xml-schema.js';

const root = path.join(import.meta.dirname, '..', '..');

function texts(folder: string, suffix: string): [string, string][] {
  const files = readdirSync(path.join(root, folder)).filter((file) => file.endsWith(suffix));
  return files.map((file) => [file, readFileSync(path.join(root, folder, file), 'utf8')]);
}

test.each([...texts('data/nmap', '.xml'), ...texts('test/command/golden/nmap', '.xml')])(
  '%s is read as its schema says',
  async (_, text) => {
    const run = await parseNmapXml(text);
    expect(parse(nmapXmlSchema, run)).toEqual(run);
  },
);

test.each([...texts('data/iperf3', '.json'), ...texts('test/command/golden/iperf3', '.json')])(
  '%s is read as its schema says',
  (_, text) => {
    for (const run of parseIperf3Documents(text)) expect(parse(iperf3JsonSchema, run)).toEqual(run);
  },
);
