import { describe, expect, test } from 'vitest';
import { figure } from 'sonde';
import { readTracepath, readTraceroute, readTracert } from 'sonde/tools';
import { crossing, diamond } from './diamond.js';

const hostile = '</script><img src=x onerror=alert(1)>';

describe('pathBoxes', () => {
  test('draws the times of each hop on its line, and says who was silent', () => {
    const drawn = figure.pathBoxes(crossing);
    expect(drawn.data[0]).toMatchObject({ type: 'box', x: [2, 4, 30, 12], y: [1, 2, 3, 5] });
    expect(texts(drawn)).toContain('aucune réponse');
    expect(drawn.alt).toContain('Saut 3, d : médiane 30,0\u00a0ms, de 30,0 à 30,0.');
  });

  test('counts the probes that were lost', () => {
    const [first] = crossing.hops[0]?.probes ?? [];
    const probes = first ? [first, { kind: 'timeout' } as const] : [];
    expect(texts(figure.pathBoxes({ ...crossing, hops: [{ ttl: 1, probes }] }))).toContain(
      '1/2 sans réponse',
    );
  });
});

describe('a trace that another tool printed is drawn as our own', () => {
  const linux = `traceroute to www.exemple.fr (192.0.2.9), 30 hops max, 60 byte packets
 1  box.lan (192.168.1.1)  2.000 ms  4.000 ms *
 2  192.0.2.9 (192.0.2.9)  12.000 ms  11.000 ms  13.000 ms
`;
  const windows = `Tracing route to www.exemple.fr [192.0.2.9] over a maximum of 30 hops

  1    <1 ms    <1 ms     2 ms  box.lan [192.168.1.1]
  2     *        *        *     Request timed out.
  3    12 ms  PC [192.0.2.7]  reports: Destination host unreachable.
`;
  const path = ` 1?: [LOCALHOST]                      pmtu 1500
 1:  box.lan                                               0.512ms pmtu 1480
 1:  box.lan                                               0.612ms
 2:  no reply
`;

  test('traceroute', () => {
    const drawn = figure.pathBoxes(readTraceroute(linux));
    expect(drawn.data[0]).toMatchObject({ x: [2, 4, 12, 11, 13], y: [1, 1, 2, 2, 2] });
    expect(drawn.alt).toContain('Saut 1, 192.168.1.1 : médiane 3,0\u00a0ms, de 2,0 à 4,0.');
    expect(texts(drawn)).toContain('1/3 sans réponse');
    expect(texts(drawn)).toContain('● mesuré en direct');
    expect(figure.traceAnimation(readTraceroute(linux)).data.at(-1)).toMatchObject({ y: [2, 4, 12, 11, 13] });
    expect(figure.traceOnPaths(readTraceroute(linux), diamond).alt).toContain('192.168.1.1 vers 192.0.2.9');
  });

  test('of the network that its report says', () => {
    expect(texts(figure.pathBoxes(readTraceroute(`${linux}[simulé]\n`)))).toContain('◇ simulé');
  });

  test('tracert: a time below 1 ms stands there, an answer without a time is not lost', () => {
    const drawn = figure.pathBoxes(readTracert(windows));
    expect(drawn.data[0]).toMatchObject({ x: [1, 1, 2, 12], y: [1, 1, 1, 3] });
    expect(drawn.alt).toContain('Saut 1, 192.168.1.1 : médiane 1,0\u00a0ms, de 1,0 à 2,0.');
    expect(drawn.alt).toContain('Saut 2 : aucune réponse.');
    expect(texts(drawn).filter((text) => text.includes('réponse'))).toEqual(['aucune réponse']);
  });

  test('tracepath: a name stands for an address that was not printed, and nothing for the host', () => {
    const drawn = figure.pathBoxes(readTracepath(path));
    expect(drawn.data[0]).toMatchObject({ x: [0.512, 0.612], y: [1, 1] });
    expect(drawn.alt).toContain('Saut 1, box.lan');
    expect(JSON.stringify(drawn.layout)).not.toContain('undefined');
  });
});

describe('traceAnimation', () => {
  const drawn = figure.traceAnimation(crossing);
  const names = drawn.frames?.map(({ name }) => name);

  test('moves a probe from hop to hop, then its answer, for each ttl', () => {
    expect(names?.slice(0, 5)).toEqual([
      'sonde 1, saut 1',
      'réponse 1',
      'sonde 2, saut 1',
      'sonde 2, saut 2',
      'réponse 2',
    ]);
  });

  test('writes on the probe what is left of its TTL', () => {
    const frame = drawn.frames?.find(({ name }) => name === 'sonde 3, saut 1');
    expect(frame).toMatchObject({
      data: [{ x: [1], text: ['2'] }, { text: [expect.stringContaining('reste 2')] }, {}],
    });
  });

  test('shows the whole trace while it does not move', () => {
    expect(drawn.data.at(-1)).toMatchObject({ x: [1, 2, 3, 5], y: [2, 4, 30, 12] });
  });

  test('every step of the slider goes to a frame that exists', () => {
    const [slider] = drawn.layout['sliders'] as { steps: { args: [string[]] }[] }[];
    for (const { args } of slider?.steps ?? []) expect(names).toContain(args[0][0]);
    expect(slider?.steps).toHaveLength(5);
  });
});

describe('pathGraph', () => {
  test('puts a dot for each address, and your machine', () => {
    expect(texts(figure.pathGraph(diamond))).toEqual([
      'vous',
      '192.0.2.1',
      'a',
      'b',
      'c',
      'd',
      '192.0.2.9',
      '◇ simulé',
    ]);
  });

  test('goes down the page on a telephone, and when it is long', () => {
    const hops = Array.from({ length: 12 }, (_, i) => ({ ttl: i + 1, interfaces: [{ address: `${i}` }] }));
    const long = figure.pathGraph({ ...diamond, hops, links: [] });
    expect(long.layout['height']).toBeGreaterThan(700);
    expect(figure.pathGraph(diamond).narrow?.layout['height']).toBeGreaterThan(300);
  });
});

describe('traceOnPaths', () => {
  test('tells the links that no flow takes', () => {
    expect(figure.traceOnPaths(crossing, diamond).alt).toContain(
      'Liens déduits qu’aucun flux ne suit : a vers d.',
    );
  });
});

describe('names come from the network, and are shown as they are written', () => {
  const [first] = crossing.hops[0]?.probes ?? [];
  const probes = first?.kind === 'answer' ? [{ ...first, from: hostile }] : [];
  const trace = { ...crossing, host: hostile, hops: [{ ttl: 1, probes }] };
  const ways = {
    ...diamond,
    host: hostile,
    hops: [{ ttl: 1, interfaces: [{ address: hostile }] }],
    links: [],
  };

  test.each([
    ['pathBoxes', figure.pathBoxes(trace)],
    ['traceAnimation', figure.traceAnimation(trace)],
    ['pathGraph', figure.pathGraph(ways)],
    ['traceOnPaths', figure.traceOnPaths(trace, ways)],
  ])('%s', (_, { data, layout, frames = [] }) => {
    expect(JSON.stringify([data, layout, frames])).not.toMatch(/<\/script|<img/);
  });
});

test.each([
  ['pathBoxes', () => figure.pathBoxes({ ...crossing, hops: [] })],
  ['traceAnimation', () => figure.traceAnimation({ ...crossing, hops: [] })],
  ['pathGraph', () => figure.pathGraph({ ...diamond, hops: [] })],
])('%s refuses to draw nothing', (_, draw) => {
  expect(draw).toThrow(RangeError);
});

function texts(drawn: figure.Figure): string[] {
  return (drawn.layout['annotations'] as { text: string }[]).map(({ text }) => text);
}
