import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openRaw } from '../../../src/network/raw.js';
import { sweep } from '../../../src/probe/sweep.js';
import { whyNoRawSockets } from '../../network/privilege.js';
import { run } from '../../network/run-dist.js';

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
