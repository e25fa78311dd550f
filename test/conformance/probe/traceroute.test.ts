import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type RouterChain, makeRouterChain } from '../../../bench/router-chain.mjs';
import { whyNoRawSockets } from '../../network/privilege.js';
import { DIST, run } from '../../network/run-dist.js';

const ROUTERS = 8;

/** Eight real routers, or why there are none here. */
function prepare(): RouterChain | string {
  const lack = whyNoRawSockets();
  if (lack) return lack;
  if (!existsSync('/usr/sbin/traceroute') && !existsSync('/usr/bin/traceroute')) return 'needs traceroute';
  try {
    return makeRouterChain(ROUTERS);
  } catch (error) {
    return `needs network namespaces: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const chain = prepare();
const lack = typeof chain === 'string' ? chain : undefined;

afterAll(() => {
  if (typeof chain !== 'string') chain.remove();
});

/** What both must print alike: everything but the times. */
const withoutTimes = (report: string): string => report.replace(/ {2}[\d.]+ ms/g, '  … ms').trimEnd();

/** A program that traces a path and prints its report. */
const ours = (host: string, options: object): string =>
  `const { openRaw } = require(${JSON.stringify(DIST.replace('index.js', 'network/raw.js'))});
   const { traceroute } = require(${JSON.stringify(DIST.replace('index.js', 'probe/traceroute.js'))});
   const { tracerouteReport } = require(${JSON.stringify(DIST.replace('index.js', 'tools/traceroute/traceroute-report.js'))});
   (async () => {
     const network = openRaw('test');
     console.log(tracerouteReport(await traceroute(network, ${JSON.stringify(host)}, ${JSON.stringify(options)})));
     network.close();
   })();`;

describe.skipIf(lack)(`eight real routers${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const { client, server, server6 } = chain as RouterChain;
  const inClient = (...command: string[]) => run(['ip', 'netns', 'exec', client, ...command]);

  const protocols = [
    ['udp', []],
    ['icmp', ['-I']],
    ['tcp', ['-T']],
  ] as const;
  const cases = protocols.flatMap(([protocol, flags]) =>
    [[4, server] as const, [6, server6] as const].flatMap(([version, host]) =>
      [false, true].map((paris) => ({ protocol, version, paris, host, flags })),
    ),
  );

  test.each(cases)(
    '$protocol, IPv$version, paris: $paris: as traceroute',
    async ({ host, flags, protocol, paris, version }) => {
      // Not to hurry (-w 5,0,0): by default it gives up on a probe after three times what the hop's first
      // answer took, here a fraction of a millisecond, and stars would tell how busy the machine is.
      const patient = ['-n', '-N', '16', '-w', '5,0,0'];
      const theirs = await inClient('traceroute', ...patient, `-${version}`, ...flags, host);
      const mine = await inClient(process.execPath, '-e', ours(host, { protocol, paris }));
      const report = withoutTimes(theirs.stdout);
      const [heading, ...hops] = withoutTimes(mine.stdout).split('\n');
      expect(hops).toEqual(report.split('\n').slice(1));
      expect(hops).toHaveLength(ROUTERS + 1);
      // The size is each program's own choice where probes have no data.
      expect(heading?.replace(/\d+ byte/, '… byte')).toBe(
        report.split('\n')[0]?.replace(/\d+ byte/, '… byte'),
      );
    },
  );
});
