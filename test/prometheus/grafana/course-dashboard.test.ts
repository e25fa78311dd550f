import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { courseDashboard, type GrafanaPanel } from '../../../src/prometheus/grafana/course-dashboard.js';
import { dashboardPanels, dashboardQueries } from '../../../src/prometheus/grafana/dashboard-panels.js';
import { parseExpression } from '../../../src/prometheus/promql/syntax/parse.js';
import { dashboardExpression } from '../../../src/prometheus/grafana/dashboard-variables.js';
import { courseRules } from '../../../src/prometheus/course-configuration.js';

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: unknown;
}

interface Panel extends GrafanaPanel {
  readonly description: string;
  readonly datasource: unknown;
  readonly targets: readonly Target[];
}

const dashboard = await courseDashboard();
const panels = dashboard.panels as readonly Panel[];

test('the exported file is what the code says: run `npx sonde grafana -o data/grafana/sonde.json` after a change', () => {
  expect(JSON.parse(readFileSync('data/grafana/sonde.json', 'utf8'))).toEqual(dashboard);
});

describe('the dashboard', () => {
  test('numbers its panels from 1, and says in French what each is for', () => {
    expect(panels.map(({ id }) => id)).toEqual(panels.map((_, i) => i + 1));
    for (const { title, description } of panels) {
      expect(title).not.toBe('');
      expect(description.length).toBeGreaterThan(40);
      // Before « : ; ! ? », a narrow space that does not break.
      expect(description).not.toMatch(/ [:;!?»]|« /);
    }
  });

  test('fills its 24 columns, and no panel covers another', () => {
    const cells = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.get(`${x} ${y}`), title).toBeUndefined();
          expect(x).toBeLessThan(24);
          cells.set(`${x} ${y}`, title);
        }
      }
    }
    const bottom = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(cells.size).toBe(24 * bottom);
  });

  test('asks the Prometheus that the reader chooses, everywhere', () => {
    const chosen = { type: 'prometheus', uid: '${datasource}' };
    for (const { datasource, targets } of panels) {
      expect([datasource, ...targets.map((target) => target.datasource)]).toEqual(
        Array.from({ length: targets.length + 1 }, () => chosen),
      );
    }
    const { list } = dashboard['templating'] as {
      list: { name: string; type: string; datasource?: unknown }[];
    };
    expect(list.map(({ name }) => name)).toEqual(['datasource', 'instance', 'target']);
    expect(list.slice(1).map(({ datasource }) => datasource)).toEqual([chosen, chosen]);
  });

  test('sends the queries of the list, all of them, under a letter each', () => {
    const sent = panels.flatMap(({ targets }) =>
      targets.map(({ expr, legendFormat }) => [expr, legendFormat]),
    );
    expect(sent).toEqual(dashboardQueries().map(({ expression, legend }) => [expression, legend]));
    for (const { targets } of panels)
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  });
});

test('every query is PromQL once its variables are replaced, and names a curve', async () => {
  for (const { expression, legend } of dashboardQueries()) {
    const written = dashboardExpression(expression);
    expect(written).not.toContain('$');
    expect((await parseExpression(written)).type).toBe('vector');
    expect(legend).toMatch(/\{\{\w+\}\}/);
  }
});

test('a threshold is that of the alert that it names', async () => {
  const groups = await courseRules();
  const rules = new Map(
    groups.flatMap(({ rules }) => rules.map(({ name, expression }) => [name, expression])),
  );
  const thresholds = dashboardPanels().flatMap(({ threshold }) => threshold ?? []);
  expect(thresholds).toHaveLength(5);
  for (const { alert, value } of thresholds) {
    const written = />\s*([\d.e]+)\s*$/.exec(rules.get(alert) ?? '')?.[1];
    expect(Number(written), alert).toBe(value);
  }
});
