import { describe, expect, test } from 'vitest';
import { figure } from 'sonde';

const hostile = '</b><img src=x onerror=alert(1)>';

const rtt: figure.Panel = {
  title: 'Aller-retour (ms)',
  series: [{ name: 'serveur', x: [0, 10, 20, 30], y: [20, 180, null, 20] }],
  lines: [
    { name: 'habituel', y: 20, kind: 'baseline' },
    { name: 'seuil', y: 100, kind: 'limit' },
  ],
};

const volume: figure.Panel = {
  title: 'Débit (Mbit/s)',
  series: [
    { name: 'montant', x: [0, 30], y: [1, 9] },
    { name: 'descendant', x: [0, 30], y: [2, 2] },
  ],
};

describe('dashboard', () => {
  const drawn = figure.dashboard({ title: 'La ligne', panels: [rtt, volume, rtt], origin: 'simulated' });

  test('each panel has axes of its own, and time is shared', () => {
    expect(drawn.layout).toMatchObject({
      xaxis2: { matches: 'x', range: [0, 30] },
      xaxis3: { matches: 'x' },
      yaxis3: { anchor: 'x3', rangemode: 'tozero' },
    });
    expect(drawn.data.filter((trace) => trace['name'] === 'montant')).toMatchObject([
      { xaxis: 'x2', yaxis: 'y2' },
    ]);
  });

  test('two columns on a wide page, one on a telephone', () => {
    const domains = (layout: object): unknown[] =>
      ['xaxis', 'xaxis2', 'xaxis3'].map(
        (axis) => (layout as Record<string, { domain: unknown }>)[axis]?.domain,
      );
    expect(domains(drawn.layout)).toEqual([[0, 0.45], [0.55, 1], [0, 0.45]]); // prettier-ignore
    expect(domains(drawn.narrow?.layout ?? {})).toEqual([[0, 1], [0, 1], [0, 1]]); // prettier-ignore
  });

  test('what goes beyond a limit is filled in, from the moment when the curve crosses it', () => {
    const filled = drawn.data.find((trace) => trace['fill'] === 'tonexty');
    expect(filled).toMatchObject({ x: [0, 5, 10, 20, 30], y: [100, 100, 180, 100, 100] });
    const calm = { ...rtt, series: [{ name: 'calme', x: [0, 1], y: [20, 21] }] };
    expect(JSON.stringify(figure.dashboard({ title: 'Calme', panels: [calm] }).data)).not.toContain(
      'tonexty',
    );
  });

  test('says the last value, the peak and the limits passed', () => {
    expect(drawn.alt).toContain(
      'Aller-retour (ms) : dernière valeur 20, maximum 180, au-delà de « seuil » (100). Débit (Mbit/s) : montant, dernière',
    );
    expect(JSON.stringify(drawn.layout['annotations'])).toContain('"<b>20</b>"');
  });

  test('names of lines stand on the right, unless one would cover another', () => {
    const sides = (lines: figure.Panel['lines'] & object): unknown[] => {
      const { layout } = figure.dashboard({ title: 'a', panels: [{ ...rtt, lines }] });
      const annotations = layout['annotations'] as { text: string; xanchor: string }[];
      return annotations.filter(({ text }) => text.includes('\u00a0:')).map(({ xanchor }) => xanchor);
    };
    expect(sides(rtt.lines ?? [])).toEqual(['right', 'right']);
    // Far from each other, but not on the scale of a curve that climbs to 180.
    const close = [
      { name: 'habituel', y: 1, kind: 'baseline' },
      { name: 'seuil', y: 5, kind: 'limit' },
    ] as const;
    expect(sides(close)).toEqual(['right', 'left']);
  });

  test('a panel may wait for its first value', () => {
    const drawn = figure.dashboard({ title: 'En direct', panels: [{ ...rtt, series: [] }] });
    expect(drawn.alt).toBe('En direct. Aller-retour (ms) : aucune valeur.');
  });

  test('shows a fixed time, when it is told one', () => {
    const { layout } = figure.dashboard({ title: 'En direct', panels: [rtt], spanS: [0, 60] });
    expect(layout).toMatchObject({ xaxis: { range: [0, 60] } });
  });

  test('names are text, never markup', () => {
    const named = { title: hostile, series: [{ ...rtt.series[0], name: hostile }], lines: [{ name: hostile, y: 1, kind: 'limit' }] } as figure.Panel; // prettier-ignore
    const { layout } = figure.dashboard({ title: hostile, panels: [named, { ...named, series: [named.series[0], named.series[0]] } as figure.Panel] }); // prettier-ignore
    expect(JSON.stringify(layout)).not.toMatch(/<img/);
  });

  test.each([
    ['no panel', []],
    ['nine panels', Array.from({ length: 9 }, () => rtt)],
    ['a panel of four curves', [{ ...rtt, series: Array.from({ length: 4 }, () => rtt.series[0]) }]],
    ['lists of two lengths', [{ title: 'a', series: [{ name: 'a', x: [1, 2], y: [1] }] }]],
  ])('refuses %s', (_, panels) => {
    expect(() => figure.dashboard({ title: 'a', panels: panels as figure.Panel[] })).toThrow(RangeError);
  });
});

const range = { startMs: 1000, endMs: 6000, stepMs: 1000 };

function state(alertname: string, alertstate: string, timesMs: number[], instance = 'box') {
  const metric = { __name__: 'ALERTS', alertname, alertstate, instance, severity: 'warning' };
  return { metric, timesMs, values: timesMs.map(() => 1) };
}

describe('alertStates', () => {
  const result = [
    state('Lent', 'pending', [2000, 3000]),
    state('Lent', 'firing', [4000]),
    state('Lent', 'firing', [1000, 2000, 3000, 4000, 5000, 6000], 'fai'),
  ];
  const answer = { resultType: 'matrix', result } as const;

  test('a row for each alert: its states one after the other', () => {
    const { alt } = figure.alertStates({ title: 'Alertes', answer, range });
    expect(alt).toBe(
      'Alertes. Lent · box : inactive de 0 à 1 s, pending de 1 à 3 s, firing de 3 à 4 s, inactive de 4 à 5 s. ' +
        'Lent · fai : firing de 0 à 5 s.',
    );
  });

  test('an alert that never was has its row all the same, when it is named', () => {
    const { alt } = figure.alertStates({ title: 'Alertes', answer, range, names: ['Muet', 'Lent'] });
    expect(alt).toMatch(/^Alertes\. Muet : inactive de 0 à 5 s\. Lent · box : .*Lent · fai : /);
    const last = figure.alertStates({ title: 'Alertes', answer, range, names: ['Muet'] });
    expect(last.alt).toMatch(/^Alertes\. Muet : .* Lent · box : /);
    expect(alt).not.toMatch(/Lent : /);
  });

  test('the measure above shares the time, and stays out of the legend', () => {
    const { layout, data, alt } = figure.alertStates({ title: 'Alertes', answer, range, measure: rtt });
    expect(layout).toMatchObject({ xaxis2: { matches: 'x' }, xaxis: { range: [0, 5] } });
    const named = data.filter((trace) => trace['showlegend'] === true);
    expect(named.map((trace) => trace['name'])).toEqual([
      'inactive',
      'pending (en attente)',
      'firing (déclenchée)',
    ]);
    expect(alt).toContain('Aller-retour (ms) : dernière valeur 20, maximum 180');
  });

  test('labels are text, never markup', () => {
    const loud = { resultType: 'matrix', result: [state(hostile, 'firing', [1000], hostile)] } as const;
    expect(JSON.stringify(figure.alertStates({ title: 'a', answer: loud, range }).layout)).not.toMatch(
      /<img/,
    );
  });

  test('refuses to draw nothing, and what nobody could read', () => {
    const none = { resultType: 'matrix', result: [] } as const;
    expect(() => figure.alertStates({ title: 'a', answer: none, range })).toThrow(/from 1 to 30 alerts: 0/);
    const names = Array.from({ length: 31 }, (_, i) => `Alerte${i}`);
    expect(() => figure.alertStates({ title: 'a', answer: none, range, names })).toThrow(RangeError);
  });
});

describe('querySeries', () => {
  test('names curves by their labels, and leaves gaps', () => {
    const metric = { instance: 'box', device: 'eth0' };
    const answer = { resultType: 'matrix', result: [{ metric, timesMs: [1000, 3000, 4000], values: [1, Infinity, 2] }] } as const; // prettier-ignore
    expect(
      figure.querySeries(answer, range, { name: '{{device}} de {{ instance }}{{nothing}}', factor: 8 }),
    ).toEqual([{ name: 'eth0 de box', x: [0, 1, 2, 3, 4, 5], y: [8, null, null, 16, null, null] }]);
  });

  test('a label may not name what every object has', () => {
    const answer = { resultType: 'matrix', result: [{ metric: {}, timesMs: [1000], values: [1] }] } as const;
    expect(figure.querySeries(answer, range, { name: '{{constructor}}.' })[0]?.name).toBe('.');
  });
});
