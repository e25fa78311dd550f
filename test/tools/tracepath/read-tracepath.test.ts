import { describe, expect, test } from 'vitest';
import { readTracepath } from '../../../src/tools/tracepath/read-tracepath.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracepath prints', () => {
  readsItsGoldenFiles(readTracepath, golden('tracepath'));
});

test('the layout of the manual: the way back before the time', () => {
  const { hops, local, pathMtu } = readTracepath(` 1?: [LOCALHOST]                              pmtu 1500
 1:  host.example                   0.411ms
 2:  host.example        asymm  1   0.390ms pmtu 1480
 2:  2001:db8:0:109::2               463.514ms reached
     Resume: pmtu 1480 hops 2 back 2
`);
  expect(local).toEqual([{ ttl: 1, pathMtu: 1500 }]);
  expect(hops[1]?.probes).toEqual([
    {
      kind: 'answer',
      guessed: false,
      name: 'host.example',
      rttMs: 0.39,
      pathMtu: 1480,
      backHops: 1,
      reached: false,
    },
    { kind: 'answer', guessed: false, from: '2001:db8:0:109::2', rttMs: 463.514, reached: true },
  ]);
  expect(pathMtu).toBe(1480);
});

test('no route: nothing was sent', () => {
  const { hops, notices, pathMtu, forwardHops, complete } = readTracepath(
    ' 1:  send failed\n     Resume: pmtu 65535 \n',
  );
  expect([hops, notices, pathMtu, forwardHops, complete]).toEqual([
    [],
    [' 1:  send failed'],
    65_535,
    undefined,
    true,
  ]);
});

test('the French of iputils', () => {
  const french = ` 1?: [LOCALHOST]                      pmtu 1500
 1:  192.0.2.1                                             0.071 ms 
 2 :  aucune réponse
 3:  192.0.2.9                                             1.024 ms atteint
     Reprise : pmtu 1500 sauts 3 retour 3 
`;
  expect(readTracepath(french)).toMatchObject({
    hops: [
      { ttl: 1, probes: [{ from: '192.0.2.1', rttMs: 0.071, reached: false }] },
      { ttl: 2, probes: [{ kind: 'timeout' }] },
      { ttl: 3, probes: [{ rttMs: 1.024, reached: true }] },
    ],
    ...{ pathMtu: 1500, forwardHops: 3, backHops: 3, complete: true },
  });
});

test.each([
  ['\nUsage\n  tracepath [options] <destination>\n\nOptions:\n', 'Usage'],
  ['\nUtilisation\n  tracepath [options] <destination>\n', 'Utilisation'],
  ["tracepath: invalid option -- 'z'\n\nUsage\n  tracepath [options]\n", "tracepath: invalid option -- 'z'"],
])('%j is a failure', (text, failure) => {
  expect(readTracepath(text)).toMatchObject({ failure, hops: [], complete: true });
});

test('a line that nobody knows is a notice: a router’s damage, what follows', () => {
  const { notices, hops } = readTracepath(` 1:  192.0.2.1   0.1ms 
 2?: reply received 8)
     Resume: pmtu 1500 
what is this
`);
  expect(notices).toEqual([' 2?: reply received 8)', 'what is this']);
  expect(hops).toHaveLength(1);
});
