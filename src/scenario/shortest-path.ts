import type { Adjacency } from './adjacency.js';

/** A node that is about to be settled. */
interface Reached {
  readonly node: string;
  readonly cost: number;
}

/**
 * What it costs each node to reach the nearest of some others (Dijkstra, from the destination backwards).
 *
 * @param destinations where to
 * @param graph the neighbours of each node
 * @returns costs by name; nodes that cannot get there are left out
 */
export function costsTo(
  destinations: ReadonlySet<string>,
  graph: ReadonlyMap<string, readonly Adjacency[]>,
): ReadonlyMap<string, number> {
  const costs = new Map<string, number>();
  const incoming = incomingOf(graph);
  // Networks of a classroom: a sorted list is as quick as a heap.
  const queue: Reached[] = Array.from(destinations, (node) => ({ node, cost: 0 }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (costs.has(next.node)) continue;
    costs.set(next.node, next.cost);
    for (const { node, cost, transit } of incoming.get(next.node) ?? []) {
      if (!costs.has(node) && (transit || next.cost === 0)) insert(queue, { node, cost: next.cost + cost });
    }
  }
  return costs;
}

interface Incoming {
  readonly node: string;
  readonly cost: number;
  readonly transit: boolean;
}

function incomingOf(
  graph: ReadonlyMap<string, readonly Adjacency[]>,
): ReadonlyMap<string, readonly Incoming[]> {
  const incoming = new Map<string, Incoming[]>();
  for (const [node, neighbours] of graph) {
    for (const { neighbour, cost, transit } of neighbours) {
      const list = incoming.get(neighbour) ?? [];
      list.push({ node, cost, transit });
      incoming.set(neighbour, list);
    }
  }
  return incoming;
}

/** Keeps the queue sorted by cost; first come, first served among equals. */
function insert(queue: Reached[], reached: Reached): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((queue[middle]?.cost ?? 0) <= reached.cost) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, reached);
}
