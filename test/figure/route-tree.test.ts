import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { figure } from 'sonde';
import { renderSvg } from 'sonde/figure';
import { courseRoutes, matchingRoutes } from 'sonde/prometheus';
import { loadTextMetrics, pageBox } from '../../src/figure/export/svg-layout.js';

const config = await courseRoutes();
const taken = matchingRoutes(config, { alertname: 'PertesDePaquets', severity: 'critical' });
const hostile = '</script><img src=x onerror=alert(1)>$x$';
const leaf: figure.DrawnRoute = { receiver: 'feuille', matchers: [], continue: false, routes: [] };

interface Annotation {
  readonly text: string;
  readonly bordercolor: string;
}

function boxes(drawn: figure.Figure): readonly Annotation[] {
  return drawn.layout['annotations'] as Annotation[];
}

/** One route under another. */
function chain(depth: number): figure.DrawnRoute {
  const matchers = [{ name: 'équipe'.repeat(8), operator: '=~', value: 'une|autre'.repeat(20) }];
  const route = { ...leaf, matchers, receiver: 'r'.repeat(200) };
  return depth === 0 ? route : { ...route, routes: [chain(depth - 1)] };
}

describe('routeTree', () => {
  test('writes each route with its matchers, its receiver, and whether the alert stops there', () => {
    expect(boxes(figure.routeTree(config.route, taken)).map(({ text }) => text)).toEqual([
      'toute alerte<br>→ <b>equipe-reseau</b>',
      'severity="critical"<br>→ <b>astreinte</b> reçoit l’alerte (et continue)',
      'alertname=~"TropDeConnexions|Retransmissions"<br>→ <b>equipe-systeme</b>',
    ]);
  });

  test('colours the way of the alert, and nothing without one', () => {
    const colours = (ends: readonly figure.DrawnRoute[]): readonly boolean[] =>
      boxes(figure.routeTree(config.route, ends)).map(
        ({ bordercolor }) => bordercolor === figure.palette.vermillion,
      );
    expect(colours(taken)).toEqual([true, true, false]);
    expect(colours([])).toEqual([false, false, false]);
  });

  test('says the tree and the receivers to who cannot see it', () => {
    const { alt } = figure.routeTree(config.route, taken);
    expect(alt).toContain('Niveau 0 : toute alerte vers equipe-reseau.');
    expect(alt).toContain('Niveau 1 : severity="critical" vers astreinte.');
    expect(alt).toMatch(/L’alerte va à astreinte\.$/);
  });

  test('shows hostile names as they are written', () => {
    const matchers = [{ name: hostile, operator: '=', value: hostile }];
    const drawn = figure.routeTree(
      { ...leaf, receiver: hostile, routes: [{ ...leaf, matchers }] },
      [],
      hostile,
    );
    expect(JSON.stringify([drawn.layout, drawn.narrow])).not.toMatch(/<\/script|<img|\$x\$/);
  });

  test('refuses more than 60 routes', () => {
    const routes = Array.from({ length: 60 }, () => leaf);
    expect(() => figure.routeTree({ ...leaf, routes })).toThrow(RangeError);
    expect(boxes(figure.routeTree({ ...leaf, routes: routes.slice(1) }))).toHaveLength(60);
  });

  test.each([900, 640, 360])('keeps a deep tree of long names in the frame, at %i px', async (widthPx) => {
    const metrics = await loadTextMetrics();
    const { document } = new JSDOM(await renderSvg(figure.routeTree(chain(20)), { widthPx }), {
      contentType: 'image/svg+xml',
    }).window;
    const texts = Array.from(document.querySelectorAll('.annotation text'), (text) => pageBox(text, metrics));
    expect(texts.length).toBeGreaterThanOrEqual(21);
    for (const { left, right } of texts) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(widthPx);
    }
  });
});
