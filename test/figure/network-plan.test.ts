import { expect, test } from 'vitest';
import { networkPlan } from '../../src/figure/network-plan.js';
import { readScenario } from '../../src/scenario/read.js';
import { loadScenario, scenarioNames } from '../../src/scenario/load.js';

const office = `
title: Un bureau
teaches: Deux machines sur un même câble.
machine: poste
nodes: { poste: , voisine: , box: { router: true }, serveur: }
links:
  - between: { poste: 192.0.2.1/24, voisine: 192.0.2.2/24, box: 192.0.2.3/24 }
  - { between: { box: 198.51.100.0/31, serveur: 198.51.100.1/31 }, loss: 50 % }
`;

test('machines stand at their distance from yours, and cables between them', () => {
  expect(networkPlan(readScenario(office)).alt).toBe(
    'Plan du réseau, à partir de votre machine. À distance 1 : voisine, box. À distance 2 : serveur. Liens : box – serveur.',
  );
});

test('it says that the network is simulated, and nothing of how its links behave', () => {
  const figure = networkPlan(readScenario(office));
  expect(JSON.stringify(figure)).toContain('simulé');
  expect(networkPlan(readScenario(office.replace(', loss: 50 %', '')))).toEqual(figure);
});

test.each(await scenarioNames())('%s has a plan', async (name) => {
  const scenario = await loadScenario(name);
  const { alt } = networkPlan(scenario);
  for (const { name: node } of scenario.nodes) if (node !== scenario.machine) expect(alt).toContain(node);
});

test('a machine alone has none', () => {
  const alone = 'title: Seul\nteaches: Rien.\nmachine: poste\nnodes: { poste: }\nlinks: []\n';
  expect(() => networkPlan(readScenario(alone))).toThrow(RangeError);
});

test('plans of two networks are two figures: their title says which', () => {
  expect(networkPlan(readScenario(office)).title).toBe('Un bureau');
});
