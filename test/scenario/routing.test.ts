import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/scenario/read.js';
import { routesOf } from '../../src/scenario/routing.js';

/** The routes of each node as one reads them: « 10.0.1.0/24 via 10.0.2.1 ». */
function routes(body: string, cut: readonly string[] = []): Record<string, string[]> {
  const scenario = readScenario(`title: Essai\nteaches: Un essai.\nmachine: a\n${body}`);
  const all = [...routesOf(scenario, new Set(cut))].map(([node, list]): [string, string[]] => [
    node,
    list.map((route) =>
      route.kind === 'via'
        ? `${route.prefix} via ${route.hops.map(({ gateway }) => gateway).join(' and ')}`
        : `${route.prefix} ${route.kind}`,
    ),
  ]);
  return Object.fromEntries(all);
}

const chain = `nodes: { a: , r: { router: true }, s: { router: true, addresses: 192.0.2.1/32 }, b: }
links:
  - { between: { a: 10.0.1.1/24, r: 10.0.1.2/24 } }
  - { between: { r: 10.0.2.1/24, s: 10.0.2.2/24 } }
  - { between: { s: 10.0.3.1/24, b: 10.0.3.2/24 } }`;

describe('computed routes', () => {
  test('hosts get a default route, routers one route for each network that they are not on', () => {
    expect(routes(chain)).toEqual({
      a: ['0.0.0.0/0 via 10.0.1.2'],
      r: ['10.0.3.0/24 via 10.0.2.2', '192.0.2.1/32 via 10.0.2.2'],
      s: ['10.0.1.0/24 via 10.0.2.1'],
      b: ['0.0.0.0/0 via 10.0.3.1'],
    });
  });

  test('a link that is cut takes its routes away', () => {
    expect(routes(chain, ['r - s'])).toMatchObject({ r: [], s: [] });
  });

  test('a host is never gone through', () => {
    expect(routes(chain.replace('s: { router: true,', 's: {')).r).toEqual([
      '10.0.3.0/24 via 10.0.2.2',
      '192.0.2.1/32 via 10.0.2.2',
    ]);
    expect(routes(chain.replace('r: { router: true }', 'r: ')).a).toEqual(
      ['10.0.2.0/24 via 10.0.1.2'].map(() => '0.0.0.0/0 via 10.0.1.2'),
    );
  });

  const square =
    `nodes: { a: { router: true, balance: flow }, x: { router: true }, y: { router: true }, b: { router: true } }
links:
  - { between: { a: 10.0.1.1/24, x: 10.0.1.2/24 } }
  - { between: { a: 10.0.2.1/24, y: 10.0.2.2/24 } }
  - { between: { x: 10.0.3.1/24, b: 10.0.3.2/24 }, cost: 1 }
  - { between: { y: 10.0.4.1/24, b: 10.0.4.2/24 } }
  - { between: { b: 10.0.5.1/24, c: 10.0.5.2/24 } }`.replace(
      'b: { router: true } }',
      'b: { router: true }, c: }',
    );

  test('ways of equal cost are all kept by a node that balances, the first one by the others', () => {
    expect(routes(square).a).toContain('10.0.5.0/24 via 10.0.1.2 and 10.0.2.2');
    expect(routes(square.replace('balance: flow', 'balance: none')).a).toContain('10.0.5.0/24 via 10.0.1.2');
  });

  test('the cheapest way wins, and may differ between there and back', () => {
    const costly = square
      .replace('cost: 1', 'from: { b: { cost: 5 } }')
      .replace('balance: flow', 'balance: none');
    expect(routes(costly).a).toContain('10.0.5.0/24 via 10.0.1.2');
    expect(routes(costly).b).toContain('10.0.1.0/24 via 10.0.4.1');
  });

  test('nothing outside knows what is behind a NAT', () => {
    expect(routes(chain.replace('r: { router: true }', 'r: { router: true, nat: r - s }'))).toMatchObject({
      r: ['0.0.0.0/0 via 10.0.2.2'],
      s: [],
    });
  });

  test('routes of the file win over computed ones of the same prefix; a manual node has no others', () => {
    const given = 'routes: [{ to: 10.0.3.0/24, type: blackhole }]';
    expect(routes(chain.replace('r: { router: true }', `r: { router: true, ${given} }`)).r).toEqual([
      '10.0.3.0/24 blackhole',
      '192.0.2.1/32 via 10.0.2.2',
    ]);
    expect(
      routes(chain.replace('r: { router: true }', `r: { router: true, routing: manual, ${given} }`)).r,
    ).toEqual(['10.0.3.0/24 blackhole']);
  });
});
