import { describe, expect, test } from 'vitest';
import { figure } from 'sonde';
import { captureStatistics, recordedCapture } from 'sonde/capture';
import { crossing, diamond } from './diamond.js';

const hostile = '</script><img src=x onerror=alert(1)>';

const throughput: figure.LineChart = {
  title: 'Débit',
  x: { title: 'Temps (s)' },
  y: { title: 'Débit (Mbit/s)', scale: 'log' },
  series: [{ name: 'Fibre', x: [0, 1, 2], y: [95, null, 94] }],
  thresholds: [{ name: 'Contrat', y: 100 }],
  origin: 'recorded',
};

const volumes: figure.BarChart = {
  title: 'Octets échangés par interface',
  x: { title: 'Octets (Mo)' },
  groups: ['reçus', 'émis'],
  rows: [{ name: 'eth0', bars: [{ value: 987, text: '987 Mo' }, { value: 456, text: '456 Mo' }] }], // prettier-ignore
  origin: 'recorded',
};

const server: figure.MappedHost = {
  name: 'srv-1',
  ports: [
    { port: 22, state: 'open', service: 'ssh' },
    { port: 80, state: 'closed' },
    { port: 443, state: 'filtered', service: hostile },
  ],
};

const handshake: figure.Sequence = {
  title: 'Poignée de main',
  parties: ['10.0.0.1:51234', '10.0.0.2:443'],
  messages: [
    { timeMs: 0, fromFirst: true, text: 'SYN' },
    { timeMs: 12.5, fromFirst: false, text: hostile, remarkable: true },
  ],
  origin: 'recorded',
};

describe('every figure', () => {
  const figures = [
    figure.pingMechanism(),
    figure.ttlHops(57),
    figure.packetBytes({
      bytes: new Uint8Array(8),
      fields: [{ name: 'Type', start: 0, end: 1, value: '8' }],
    }),
    figure.rttProfiles([{ name: 'Fibre', rttMs: [8, null, 9], origin: 'simulated' }]),
    figure.lineChart(throughput),
    figure.barChart(volumes),
    figure.portMap([server], 'recorded'),
    figure.sequenceDiagram(handshake),
    figure.monitoringArchitecture(),
    figure.tcpStates({ ESTAB: 12, LISTEN: 3 }, 'live'),
    figure.tracerouteMechanism(),
    figure.pathBoxes(crossing),
    figure.traceAnimation(crossing),
    figure.pathGraph(diamond),
    figure.traceOnPaths(crossing, diamond),
  ];

  test.each(figures)('$title: is plain JSON, has a height and no width, and says what it shows', (drawn) => {
    expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn);
    for (const { layout } of [drawn, drawn.narrow ?? drawn]) {
      expect(layout['height']).toBeGreaterThan(100);
      expect(layout).not.toHaveProperty('width');
    }
    expect(drawn.alt.length).toBeGreaterThan(60);
  });

  test.each(figures)('$title: offers no button that would send it elsewhere', ({ config }) => {
    expect(config).toMatchObject({ showSendToCloud: false, plotlyServerURL: '' });
  });

  test.each(figures)('$title: has another arrangement for a telephone', (drawn) => {
    expect(figure.drawingAt(drawn, 360)).toBe(drawn.narrow);
    expect(figure.drawingAt(drawn, 900)).toBe(drawn);
  });
});

describe('rttProfiles', () => {
  test('draws each echo, the mean and what was lost', () => {
    const drawn = figure.rttProfiles([{ name: 'Fibre', rttMs: [8, null, 10], origin: 'simulated' }]);
    const [echoes, mean, lost] = drawn.data;
    expect(echoes).toMatchObject({ x: [1, 2, 3], y: [8, null, 10] });
    expect(mean).toMatchObject({ y: [9, 9] });
    expect(lost).toMatchObject({ x: [2], y: [0] });
    expect(drawn.alt).toContain('Fibre : moyenne 9,00 ± 1,00\u00a0ms · 1/3 perdu (◇ simulé).');
    expect(drawn.layout).toMatchObject({
      shapes: [{ y0: 8, y1: 10 }],
      yaxis: { range: [0, expect.anything()] },
    });
  });

  test('a network that never answers has no mean', () => {
    const drawn = figure.rttProfiles([{ name: 'Muet', rttMs: [null, null], origin: 'live' }]);
    expect(drawn.alt).toContain('aucune réponse · 2/2 perdus');
    expect(drawn.layout['shapes']).toEqual([]);
  });

  test('says the origin once when profiles share it, and for each when they do not', () => {
    const live = { name: 'Ici', rttMs: [0.05], origin: 'live' } as const;
    const simulated = { name: 'Ailleurs', rttMs: [80], origin: 'simulated' } as const;
    expect(figure.rttProfiles([live, live]).origin).toBe('live');
    expect(texts(figure.rttProfiles([live, live]))).toContain('● mesuré en direct');
    const mixed = figure.rttProfiles([live, simulated]);
    expect(mixed.origin).toBeUndefined();
    expect(texts(mixed)).toEqual(expect.arrayContaining(['● mesuré en direct', '◇ simulé']));
    expect(mixed.alt).toContain('Ailleurs : moyenne 80,0 ± 0,0\u00a0ms (◇ simulé).');
  });

  test('shows a hostile name as it is written', () => {
    const drawn = figure.rttProfiles([{ name: hostile, rttMs: [1], origin: 'live' }]);
    expect(texts(drawn).join()).not.toMatch(/<(?!\/?b>)/);
    expect(texts(drawn).join()).toContain('&lt;/script&gt;&lt;img');
  });

  test('refuses to draw nothing', () => {
    expect(() => figure.rttProfiles([])).toThrow(RangeError);
  });
});

describe('lineChart', () => {
  test('draws each series with its gaps, and the thresholds across the whole width', () => {
    const [line, threshold] = figure.lineChart(throughput).data;
    expect(line).toMatchObject({ name: 'Fibre', y: [95, null, 94], connectgaps: false });
    expect(threshold).toMatchObject({ name: 'Contrat', x: [0, 2], y: [100, 100] });
  });

  test('says the extremes and the last value of each series', () => {
    expect(figure.lineChart(throughput).alt).toContain('Fibre, de 94,0 à 95,0, dernière valeur 94,0');
    const silent = { ...throughput, series: [{ name: 'Muet', x: [0], y: [null] }] };
    expect(figure.lineChart(silent).alt).toContain('Muet, aucune valeur');
  });

  test.each([
    ['no series', []],
    ['lists of two lengths', [{ name: 'a', x: [1, 2], y: [1] }]],
    ['zero on a logarithmic axis', [{ name: 'a', x: [1], y: [0] }]],
  ])('refuses %s', (_, series) => {
    expect(() => figure.lineChart({ ...throughput, series })).toThrow(RangeError);
  });

  test('labels decades only on logarithmic axes, whichever they are', () => {
    const drawn = figure.lineChart({ ...throughput, x: { title: 'Fenêtre (Kio)', scale: 'log' }, series: [{ name: 'a', x: [16, 64], y: [1, 4] }] }); // prettier-ignore
    expect(drawn.layout).toMatchObject({
      xaxis: { type: 'log', dtick: 1 },
      yaxis: { type: 'log', dtick: 1 },
    });
  });

  test('escapes names', () => {
    const drawn = figure.lineChart({ ...throughput, series: [{ name: hostile, x: [1], y: [1] }] });
    expect(JSON.stringify([drawn.data, drawn.layout])).not.toMatch(/<\/script|<img/);
  });
});

describe('barChart', () => {
  test('draws a bar for each group of each row, and writes its text after its deviation', () => {
    const rows = [{ name: 'Wi-Fi', bars: [{ value: 350, deviation: 40, text: '350 ± 40' }] }];
    const [bars, texts] = figure.barChart({ title: 'Débit', x: { title: 'Mbit/s' }, rows }).data;
    expect(bars).toMatchObject({ type: 'bar', x: [350], error_x: { array: [40], visible: true } });
    expect(texts).toMatchObject({ x: [390], text: ['\u00a0350 ± 40'] });
    expect(figure.barChart(volumes).alt).toBe(
      'Octets échangés par interface. eth0 : reçus 987 Mo, émis 456 Mo.',
    );
  });

  test('on a logarithmic axis leaves room for a deviation below its bar, unless it goes below zero', () => {
    const drawn = (deviation: number): unknown => {
      const rows = [{ name: 'Satellite', bars: [{ value: 15, deviation, text: '' }] }];
      const { layout } = figure.barChart({ title: 'Débit', x: { title: 'Mbit/s', scale: 'log' }, rows });
      return layout['xaxis'];
    };
    expect(drawn(10)).toMatchObject({ range: [0, expect.any(Number)] });
    expect(drawn(20)).toMatchObject({ range: [1, expect.any(Number)] });
  });

  test.each([
    ['no row', []],
    ['a row without a bar for each group', [{ name: 'a', bars: [{ value: 1, text: '1' }] }]],
    [
      'a value that is not a number',
      [
        {
          name: 'a',
          bars: [
            { value: NaN, text: '' },
            { value: 1, text: '' },
          ],
        },
      ],
    ],
  ])('refuses %s', (_, rows) => {
    expect(() => figure.barChart({ ...volumes, rows })).toThrow(RangeError);
  });
});

describe('tcpStates', () => {
  test('writes how many connections are in each state, zero included', () => {
    const written = texts(figure.tcpStates({ ESTAB: 12 }, 'live'));
    expect(written).toEqual(expect.arrayContaining(['ESTAB<br><b>12</b>', 'LISTEN<br><b>0</b>']));
    expect(texts(figure.tcpStates())).toContain('ESTAB');
  });
});

describe('portMap', () => {
  test('marks each port of each machine by its state', () => {
    const [open, closed, filtered] = figure.portMap([server], 'recorded').data;
    expect(open).toMatchObject({ name: 'ouvert', x: [0] });
    expect(closed).toMatchObject({ name: 'fermé', x: [1] });
    expect(filtered).toMatchObject({ name: 'filtré', x: [2] });
    expect(JSON.stringify(filtered)).not.toContain('<img');
  });

  test('keeps the ports that are open somewhere when there are too many', () => {
    const ports = Array.from(
      { length: 40 },
      (_, i) => ({ port: i + 1, state: i === 39 ? 'open' : 'closed' }) as const,
    );
    const axis = figure.portMap([{ name: 'a', ports }], 'live').layout['xaxis'] as { ticktext: string[] };
    expect(axis.ticktext).toHaveLength(16);
    expect(axis.ticktext).toContain('40');
  });
});

describe('sequenceDiagram', () => {
  test('an arrow for each packet, from who sent it, with its time', () => {
    const { annotations } = figure.sequenceDiagram(handshake).layout as {
      annotations: { ax?: number; x: number }[];
    };
    const arrows = annotations.filter(({ ax }) => ax !== undefined);
    expect(arrows.map(({ ax = 0, x }) => Math.sign(x - ax))).toEqual([1, -1]);
    const written = texts(figure.sequenceDiagram(handshake));
    expect(written).toEqual(expect.arrayContaining(['SYN', '12,5 ms']));
    expect(written.join()).toContain('⚠ &lt;/script&gt;');
  });

  test('as many decimals as a local network needs', async () => {
    const capture = await recordedCapture('http');
    const written = texts(figure.sequenceDiagram(await figure.conversationSequence(capture)));
    expect(written).toContain('0,071 ms');
    expect(written.find((text) => text.startsWith('[SYN] Seq=0'))).toBeDefined();
  });

  test('says how many messages were left out', () => {
    const messages = Array.from({ length: 70 }, (_, timeMs) => ({
      timeMs,
      fromFirst: true,
      text: 'données',
    }));
    expect(texts(figure.sequenceDiagram({ ...handshake, messages }))).toContain('… et 10 autres');
  });
});

test('errorShares tells what each share is counted among', async () => {
  const { errors = [], origin } = await captureStatistics(await recordedCapture('tcp-pertes'), {
    of: ['errors'],
  });
  const { alt } = figure.errorShares({ errors, origin });
  expect(alt).toContain('Paquet coupé par la capture (paquets) : 64,0\u202f% (130).');
  expect(alt).toContain('Acquittement répété (segments TCP) : ');
  expect(alt).toContain('Retransmission (segments de données) : 34,6\u202f% (45).');
});

describe('packetBytes', () => {
  const bytes = Uint8Array.of(8, 0, 0xf7, 0xff, 0, 1, 0, 2, 0xca, 0xfe);

  test('writes every byte, and a field’s value under the pointer', () => {
    const fields = [{ name: 'Somme', start: 2, end: 4, value: '0xf7ff' }];
    const [cells] = figure.packetBytes({ bytes, fields }).data;
    expect(cells).toMatchObject({ text: ['08', '00', 'f7', 'ff', '00', '01', '00', '02', 'ca', 'fe'] });
    expect((cells?.['hovertext'] as string[])[3]).toBe('<b>Somme</b><br>0xf7ff<br>octet 3 : 0xff = 255');
    expect((cells?.['hovertext'] as string[])[0]).toBe('octet 0 : 0x08 = 8');
  });

  test('numbers each row inside the axes: Plotly leaves out texts beyond them', () => {
    const [, names] = figure.packetBytes({ bytes, fields: [] }).data;
    expect(names?.['text']).toEqual(expect.arrayContaining(['0\u00a0', '8\u00a0']));
    expect(Math.min(...(names?.['x'] as number[]))).toBe(0);
  });

  test('escapes names and values', () => {
    const drawn = figure.packetBytes({
      bytes,
      fields: [{ name: hostile, start: 0, end: 10, value: hostile }],
    });
    expect(JSON.stringify([drawn.data, drawn.layout])).not.toMatch(/<\/script|<img/);
  });

  test.each([
    ['overlapping', [field(0, 3), field(2, 4)]],
    ['empty', [field(3, 3)]],
    ['outside', [field(8, 11)]],
  ])('refuses %s fields', (_, fields) => {
    expect(() => figure.packetBytes({ bytes, fields })).toThrow(RangeError);
  });

  function field(start: number, end: number): figure.PacketField {
    return { name: 'champ', start, end, value: '' };
  }
});

describe('ttlHops', () => {
  test.each([
    [57, 'départ à 64, soit 7 routeurs'],
    [64, 'départ à 64, soit 0 routeur'],
    [117, 'départ à 128, soit 11 routeurs'],
    [254, 'départ à 255, soit 1 routeur'],
  ])('from a ttl of %i: %s', (ttl, conclusion) => {
    expect(figure.ttlHops(ttl).alt).toContain(conclusion);
  });

  test.each([-1, 256, 1.5, NaN])('refuses a ttl of %d', (ttl) => {
    expect(() => figure.ttlHops(ttl)).toThrow(RangeError);
  });
});

describe('label', () => {
  test('leaves nothing for Plotly nor MathJax to interpret', () => {
    expect(figure.label('<a href="x">$x$ & co</a>')).toBe('&lt;a href="x"&gt;&#36;x&#36; &amp; co&lt;/a&gt;');
  });

  test('shows control characters, bidirectional ones too, and cuts what is too long', () => {
    expect(figure.label('a\nb\u202ec')).toBe('a\ufffdb\ufffdc');
    expect(figure.label('x'.repeat(100), 5)).toBe('xxxx…');
  });
});

function texts(drawn: figure.Figure): string[] {
  return (drawn.layout['annotations'] as { text: string }[]).map(({ text }) => text);
}
