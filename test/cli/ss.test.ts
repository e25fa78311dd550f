import { describe, expect, test } from 'vitest';
import { ssCommand } from '../../src/cli/ss.js';
import { runCommand } from './running.js';

const ss = (...words: string[]) => runCommand(ssCommand, ...words);

describe('sonde ss', () => {
  test('a recorded machine says that it is one', async () => {
    const { stdout, stderr, code } = await ss('-tuna', '--machine', 'serveur-web');
    expect(stdout.split('\n')[0]).toMatch(
      /^Netid State +Recv-Q Send-Q +Local Address:Port +Peer Address:Port *Process$/,
    );
    // Beside the table, which is then what a reader of ss takes.
    expect(stderr).toBe('[enregistré]');
    expect(stdout).not.toContain('[enregistré]');
    expect(code).toBe(0);
  });

  test('--json', async () => {
    const { stdout } = await ss('--json', '-t', '--machine', 'serveur-web', 'state', 'listening');
    expect(JSON.parse(stdout)).toMatchObject({ origin: 'recorded', kinds: ['tcp'], states: ['LISTEN'] });
  });

  test.each([
    ['-la', '-a'],
    ['-al', '-l'],
  ])('%s is %s: the last one counts, as in ss', async (both, last) => {
    const recorded = ['--json', '--machine', 'serveur-web', '-t'];
    expect((await ss(...recorded, both)).stdout).toBe((await ss(...recorded, last)).stdout);
  });

  test('-s', async () => {
    const { stdout } = await ss('-s', '--machine', 'serveur-web');
    expect(stdout).toMatch(/^Total: \d+\nTCP: {3}\d+ \(estab \d+/);
  });

  test('a wrong filter is shown where it is wrong, and ends with 2', async () => {
    const { stderr, code } = await ss('-t', 'dport', '=', ':nope');
    expect(stderr.split('\n').slice(1)).toEqual(['  dport = :nope', `${' '.repeat(11)}^`]);
    expect(code).toBe(2);
  });

  test('an unknown machine ends with 2', async () => {
    expect((await ss('--machine', '../etc')).code).toBe(2);
  });
});
