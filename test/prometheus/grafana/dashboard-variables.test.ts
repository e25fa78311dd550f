import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dashboardExpression, dashboardLegend } from '../../../src/prometheus/grafana/dashboard-variables.js';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';

describe('dashboardExpression', () => {
  test('takes all machines and a minute, unless told otherwise', () => {
    expect(dashboardExpression('rate(x{instance=~"$instance"}[$__rate_interval])')).toBe(
      'rate(x{instance=~".*"}[60s])',
    );
  });

  test('writes one choice alone and several between parentheses, as Grafana does', () => {
    const expression = 'probe_success{instance=~"$target"}';
    expect(dashboardExpression(expression, { target: '192.0.2.1' })).toBe(
      'probe_success{instance=~"192\\\\.0\\\\.2\\\\.1"}',
    );
    expect(dashboardExpression(expression, { target: ['a', 'b'] })).toBe('probe_success{instance=~"(a|b)"}');
  });

  test('leaves what is not a variable', () => {
    const expression = 'label_replace(up, "a", "$1", "b", "(.*)$") or $constructor';
    expect(dashboardExpression(expression)).toBe(expression);
  });

  test('refuses an interval that is not whole seconds', () => {
    for (const rateIntervalS of [0, -1, 0.5, NaN, Infinity]) {
      expect(() => dashboardExpression('x', { rateIntervalS })).toThrow('rateIntervalS must be an integer');
    }
  });

  test('a chosen value stands for itself, whatever it is made of', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      fc.string({
        unit: fc.constantFrom(...Array.from('\\"$.|*+?()[]{}^\n`\'ab')),
        minLength: 1,
        maxLength: 8,
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 2, maxLength: 4 }), async (names) => {
        const store = new SeriesStore();
        for (const instance of names) store.append({ __name__: 'up', instance }, 0, 1);
        for (const chosen of [names.slice(0, 1), names.slice(1)]) {
          const query = dashboardExpression('up{instance=~"$instance"}', { instance: chosen });
          const { result } = await new PromEngine(store).query(query, 0);
          const found = result as readonly { metric: Record<string, string> }[];
          expect(found.map(({ metric }) => metric['instance']).sort()).toEqual([...chosen].sort());
        }
      }),
    );
  });
});

test('dashboardLegend fills in the labels, and leaves out those that are not there', () => {
  const labels = { instance: '<b>box</b>', hop: '2' };
  expect(dashboardLegend('{{instance}} saut {{ hop }} ({{address}})', labels)).toBe('<b>box</b> saut 2 ()');
  expect(dashboardLegend('{{constructor}}{{instance', labels)).toBe('{{instance');
});
