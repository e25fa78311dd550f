import { afterEach, expect, test, vi } from 'vitest';
import { netstatCommand } from '../../src/cli/netstat.js';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What the command prints on one stream. */
async function printed(stream: 'stdout' | 'stderr', ...argv: readonly string[]): Promise<string> {
  const write = vi.spyOn(process[stream], 'write').mockReturnValue(true);
  await netstatCommand().exitOverride().parseAsync(argv, { from: 'user' });
  return write.mock.calls
    .map(([text]) => String(text))
    .join('')
    .trimEnd();
}

test('-rn of a recorded machine: netstat’s layout, the origin beside it', async () => {
  const lines = (await printed('stdout', '-rn', '--machine', 'serveur-web')).split('\n');
  expect(lines[2]).toBe('0.0.0.0         192.0.2.1       0.0.0.0         UG        0 0          0 eth0');
  expect(lines[3]).toBe('10.0.0.0        -               255.0.0.0       !         - -          - -');
  expect(lines.at(-1)).not.toContain('[');
});

test('where the answer comes from is told on stderr', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await printed('stderr', '-rn', '--machine', 'serveur-web')).toBe('[enregistré]');
});

test('-rn -6: the IPv6 routes', async () => {
  const lines = (await printed('stdout', '-rn', '-6', '--machine', 'serveur-web')).split('\n');
  expect(lines[0]).toBe('Kernel IPv6 routing table');
  expect(lines[4]).toBe(`${'::/0'.padEnd(30)} ${'fd00:0:0:2::1'.padEnd(26)} UG   1024 3      0 eth0`);
  expect(lines.at(-1)).not.toContain('[');
});

test('-6 goes with the routes only', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await expect(netstatCommand().exitOverride().parseAsync(['-s', '-6'], { from: 'user' })).rejects.toThrow(
    '-6 ne va qu’avec -r',
  );
});

test('--json gives the same for a program', async () => {
  const { origin, machine, data } = JSON.parse(
    await printed('stdout', '-i', '--json', '--machine', 'pc-maison'),
  ) as { origin: string; machine: string; data: { name: string; mtu: number }[] };
  expect([origin, machine]).toEqual(['recorded', 'pc-maison']);
  expect(data.map(({ name, mtu }) => [name, mtu])).toEqual([
    ['eth0', 1492],
    ['lo', 65536],
  ]);
});

test('a machine that was never recorded ends with 2', async () => {
  expect(await printed('stderr', '-s', '--machine', 'absente')).toContain('unknown machine: "absente"');
  expect(process.exitCode).toBe(2);
});

test.each([[[]], [['-r', '-s']]])('%j is not one view', async (argv) => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await expect(netstatCommand().exitOverride().parseAsync(argv, { from: 'user' })).rejects.toThrow(
    'choisissez une vue',
  );
});
