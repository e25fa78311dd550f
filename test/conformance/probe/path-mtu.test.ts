import { afterAll, describe, expect, test } from 'vitest';
import type { PathMtuResult } from '../../../src/probe/pmtu.js';
import { ChainLab, whyNotInstalled } from '../chain-lab.js';

const missing = whyNotInstalled('tracepath');
const chain = missing ?? (await ChainLab.bringUp('pmtu'));
const lack = typeof chain === 'string' ? chain : undefined;

afterAll(async () => {
  if (typeof chain !== 'string') await chain.remove();
});

describe.skipIf(lack)(`a path with a link of 1400 bytes${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const lab = chain as ChainLab;

  test.each([
    ['203.0.113.2', 'IPv4'],
    ['2001:db8:0:9::2', 'IPv6'],
  ])('our path MTU to %s is the one that tracepath finds (%s)', async (server) => {
    const theirs = await lab.run('tracepath', '-n', server);
    const ours = await lab.probe<PathMtuResult>({ probe: 'pathMtu', host: server });
    const [, pmtu] = /Resume: pmtu (\d+)/.exec(theirs.stdout) ?? [];
    expect(pmtu).toBe('1400');
    expect(ours).toMatchObject({ pathMtu: 1400, blackHole: false, origin: 'live' });
  });
});
