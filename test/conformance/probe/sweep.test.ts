import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { openRaw } from '../../../src/network/raw.js';
import { type SweepResult, sweep } from '../../../src/probe/sweep.js';
import { whyNoRawSockets } from '../../network/privilege.js';
import { run } from '../../network/run-dist.js';
import { ChainLab } from '../chain-lab.js';

const lack = whyNoRawSockets() ?? (existsSync('/usr/bin/fping') ? undefined : 'needs fping');

describe.skipIf(lack)(`loopback addresses${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  test.each(['127.0.0.0/26', '127.0.0.77/30', '127.1.2.3/32', '127.0.0.4/31'])(
    '%s: those that fping finds',
    async (prefix) => {
      const { stdout } = await run(['fping', '-g', '-i', '1', '-q', '-a', prefix]);
      const network = openRaw('test');
      const { hosts } = await sweep(network, prefix);
      network.close();
      expect(hosts.map(({ address }) => address)).toEqual(stdout.trim().split('\n'));
    },
  );
});

const chain = await ChainLab.bringUp('sweep');
const noLab = typeof chain === 'string' ? chain : undefined;

afterAll(async () => {
  if (typeof chain !== 'string') await chain.remove();
});

describe.skipIf(noLab)(`IPv6 in namespaces of the kernel${noLab ? ` [skipped: ${noLab}]` : ''}`, () => {
  const lab = chain as ChainLab;
  const authorisation = 'our own namespaces';

  test('a prefix', async () => {
    const order = { probe: 'sweep', host: '2001:db8:0:1::/123', options: { authorisation } };
    const { probed, hosts } = await lab.probe<SweepResult>(order);
    expect(probed).toBe(32);
    expect(hosts.map(({ address }) => address)).toEqual(['2001:db8:0:1::1', '2001:db8:0:1::10']);
  });

  test('a link: this machine and those that the kernel knows as its neighbours', async () => {
    const { stdout: addresses } = await lab.run('ip', '-6', '-o', 'addr', 'show', 'scope', 'link');
    const [, link = '', own = ''] = /: (\S+) +inet6 (fe80:\S+)\//.exec(addresses) ?? [];
    const { hosts } = await lab.probe<SweepResult>({ probe: 'sweep', host: `ff02::1%${link}`, options: {} });
    const { stdout: neighbours } = await lab.run('ip', '-6', 'neigh', 'show', 'dev', link);
    const others = [...neighbours.matchAll(/^(fe80:\S+) lladdr/gm)].map(([, address = '']) => address);
    expect(others).toHaveLength(1);
    const found = hosts.map(({ address }) => address);
    expect(found.sort()).toEqual([own, ...others].map((address) => `${address}%${link}`).sort());
  });
});
