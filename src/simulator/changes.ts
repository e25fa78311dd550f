import { routesOf } from '../scenario/routing.js';
import type { Scenario, ScenarioChange } from '../scenario/scenario.js';
import type { NetworkNode } from './node.js';

/** What changes need to know: it holds the state that they leave. */
export class ChangeableNetwork {
  #scenario: Scenario;
  readonly #cutLinks = new Set<string>();

  constructor(
    scenario: Scenario,
    readonly nodes: ReadonlyMap<string, NetworkNode>,
  ) {
    this.#scenario = scenario;
  }

  /** Makes a change, now. */
  apply(change: ScenarioChange): void {
    switch (change.kind) {
      case 'egress':
        for (const end of this.#interfaces(change.link)) {
          if (change.from === undefined || end.node.name === change.from) end.egress.change(change.egress);
        }
        return;
      case 'cut':
      case 'restore':
        if (change.kind === 'cut') this.#cutLinks.add(change.link);
        else this.#cutLinks.delete(change.link);
        for (const end of this.#interfaces(change.link)) end.egress.cut(change.kind === 'cut');
        return;
      case 'reroute':
        this.reroute();
        return;
      case 'routes': {
        const { node: name, routes } = change;
        const nodes = this.#scenario.nodes.map((node) => (node.name === name ? { ...node, routes } : node));
        this.#scenario = { ...this.#scenario, nodes };
        this.reroute();
      }
    }
  }

  /** Gives every node the routes that follow from the links that work. */
  reroute(): void {
    for (const [name, routes] of routesOf(this.#scenario, this.#cutLinks))
      this.nodes.get(name)?.route(routes);
  }

  #interfaces(link: string): readonly NetworkNode['interfaces'][number][] {
    return [...this.nodes.values()].flatMap(({ interfaces }) =>
      interfaces.filter(({ settings }) => settings.link === link),
    );
  }
}
