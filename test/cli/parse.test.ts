import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/parse.js';
import { outputFormats } from '../../src/tools/format.js';
import { runTool } from '../../src/run/run.js';
import { runCommand } from './running.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sonde-parse-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function parse(format: string, text: string) {
  const file = path.join(folder, 'printed.txt');
  writeFileSync(file, text);
  return runCommand(parseCommand, format, file);
}

describe('sonde parse', () => {
  test('prints JSON, numbers as numbers', async () => {
    const { stdout, code } = await parse('ip-route', 'default via 192.0.2.1 dev eth0 metric 100\n');
    expect(JSON.parse(stdout)).toEqual([
      { type: 'unicast', destination: 'default', gateway: '192.0.2.1', device: 'eth0', metric: 100 },
    ]);
    expect(code).toBe(0);
  });

  test('reads its standard input', async () => {
    const main = path.join(import.meta.dirname, '../../dist/cli/main.js');
    const input = '192.0.2.1 dev eth0 lladdr 00:00:5e:00:53:01 STALE\n';
    const { stdout, code } = await runTool('node', [main, 'parse', 'ip-neigh'], { input });
    expect(JSON.parse(stdout)).toMatchObject([{ address: '192.0.2.1', state: 'STALE' }]);
    expect(code).toBe(0);
  });

  test('a text that is not of the format: the line, where it is, and 1', async () => {
    const { stdout, stderr, code } = await parse(
      'ip-neigh',
      '192.0.2.1 dev eth0 STALE\n\u001b[2Jnonsense\u202e\n',
    );
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^sonde : the address of a neighbour expected, .*\(line 2, offset 25\)$/),
      '2 | \\u001b[2Jnonsense\\u202e',
    ]);
    expect(code).toBe(1);
  });

  test('a format that is not known: the list, and 2', async () => {
    const { stderr, code } = await runCommand(parseCommand, 'ifconfig');
    expect(stderr).toContain('format inconnu : "ifconfig" ; formats : ');
    expect(stderr).toContain('netstat');
    expect(code).toBe(2);
  });

  test('without a format, the one that the text follows, which is said', async () => {
    const file = path.join(folder, 'printed.txt');
    writeFileSync(file, Buffer.from('default via 192.0.2.1 dev eth0\r\n', 'utf16le'));
    const { stdout, stderr, code } = await runCommand(parseCommand, file);
    expect(JSON.parse(stdout)).toMatchObject([{ gateway: '192.0.2.1' }]);
    expect(stderr.trim()).toBe('sonde : format ip-route');
    expect(code).toBe(0);
    writeFileSync(file, 'total 0\n');
    expect(await runCommand(parseCommand, file)).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('aucun format ne convient') as string,
      code: 1,
    });
  });

  test('--list has a line for each format', async () => {
    const { stdout } = await runCommand(parseCommand, '--list');
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(
      outputFormats.map(({ name }) => name),
    );
  });

  test.each(outputFormats.map(({ name }) => name))('--schema %s is a schema of JSON', async (name) => {
    const { stdout } = await runCommand(parseCommand, '--schema', name);
    const schema = JSON.parse(stdout) as Record<string, unknown>;
    expect(schema['$schema']).toContain('json-schema.org');
    expect(schema['title']).toBe(`sonde parse ${name}`);
  });
});
