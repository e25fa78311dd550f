import { type Network, reserveNetwork } from '../network/network.js';
import type { Origin } from '../origin.js';
import { checkInteger, checkNumber } from '../option.js';
import { type FlightPlan, type FlyingProbe, flowTo, TraceFlight } from './trace-flight.js';

/** What {@link multipath} accepts. */
export interface MultipathOptions {
  /** Last ttl to probe, 30 by default. */
  readonly maxTtl?: number;
  /** Flows tried at most on each hop, 64 by default, at most 128. */
  readonly maxFlows?: number;
  /** How long to wait for an answer, 1000 ms by default. */
  readonly timeoutMs?: number;
  /** Stops when aborted; what was found is kept. */
  readonly signal?: AbortSignal;
}

/** The routers found at one distance. */
export interface MultipathHop {
  readonly ttl: number;
  /** Addresses that answered, each with the flows that met it. */
  readonly interfaces: readonly { readonly address: string; readonly flows: readonly number[] }[];
  /** Flows that nobody answered. */
  readonly silentFlows: readonly number[];
}

/** Every way that was found to a host. */
export interface MultipathResult {
  readonly origin: Origin;
  readonly host: string;
  readonly address: string;
  readonly hops: readonly MultipathHop[];
  /** Which router was seen right after which, by one flow. */
  readonly links: readonly { readonly ttl: number; readonly from: string; readonly to: string }[];
  readonly reached: boolean;
}

/**
 * How many flows show, with 95 % confidence, that a hop has no more than k interfaces, for k = 1, 2, 3 …
 *
 * @see Veitch, Augustin, Friedman, Teixeira, "Failure control in multipath route tracing", INFOCOM 2009, table 1
 */
const FLOWS_FOR: readonly number[] = [6, 11, 16, 21, 27, 33, 38, 44, 51, 57, 63, 70, 76, 83, 90, 96];

/**
 * Finds the parallel paths that load balancers spread flows over: UDP probes of many fixed flows for each ttl, until
 * more of them would hardly show a new router.
 *
 * @param network where to send, see `open`
 * @param host name or address
 * @param options see {@link MultipathOptions}
 * @returns the interfaces of each hop, and the links between them
 * @throws UnknownHostError, SendError, NetworkBusyError when another probe has the network, and
 *   {@link InvalidOptionError} for an option out of range
 * @see Augustin, Friedman, Teixeira, "Measuring load-balanced paths in the Internet", IMC 2007 (the multipath
 *   detection algorithm)
 * @example
 * ```ts
 * import { multipath, open } from 'sonde';
 *
 * const network = await open({ network: 'simulated', scenario: 'ecmp' });
 * const { hops } = await multipath(network, 'www.exemple.fr');
 * console.log(hops.map(({ interfaces }) => interfaces.length).join(', ')); // → 1, 1, 2, 2, 2, 1
 * network.close();
 * ```
 */
export async function multipath(
  network: Network,
  host: string,
  options: MultipathOptions = {},
): Promise<MultipathResult> {
  const { maxTtl = 30, maxFlows = 64, timeoutMs = 1000, signal } = options;
  checkInteger('maxTtl', maxTtl, 1, 255);
  checkInteger('maxFlows', maxFlows, 1, 128);
  checkNumber('timeoutMs', timeoutMs, 1, 0x7fffffff);
  const seen: (readonly FlowSighting[])[] = [];
  let reached = false;
  const release = reserveNetwork(network);
  try {
    const address = await network.resolve(host);
    const flows = new FlowBundle(network, address, timeoutMs);
    for (let ttl = 1; ttl <= maxTtl && !reached && !signal?.aborted; ttl++) {
      const sightings = await exploreHop(flows, ttl, maxFlows, signal);
      seen.push(sightings);
      const answers = sightings.filter(({ from }) => from !== undefined);
      reached = answers.length > 0 && answers.every(({ final }) => final);
    }
    const followed = await followAll(flows, seen, signal);
    const [hops, links] = [followed.map(hopOf), linksOf(followed)];
    return { origin: network.origin, host, address, hops, links, reached };
  } finally {
    release();
  }
}

/** Sends the flows that a busy hop needed to the other hops too: a link is known when one flow meets both its ends. */
async function followAll(
  flows: FlowBundle,
  seen: readonly (readonly FlowSighting[])[],
  signal?: AbortSignal,
): Promise<readonly (readonly FlowSighting[])[]> {
  const count = Math.max(0, ...seen.map((sightings) => sightings.length));
  const followed: (readonly FlowSighting[])[] = [];
  for (const [i, sightings] of seen.entries()) {
    const missing = Array.from({ length: count - sightings.length }, (_, each) => sightings.length + each);
    const silent = sightings.every(({ from }) => from === undefined);
    const more = silent || signal?.aborted ? [] : await flows.probe(i + 1, missing, signal);
    followed.push([...sightings, ...more]);
  }
  return followed;
}

/** What one flow met at one ttl. */
interface FlowSighting {
  readonly flow: number;
  readonly from: string | undefined;
  readonly final: boolean;
}

/** Sends flow after flow at one ttl, in batches, until the stopping rule is met. */
async function exploreHop(
  flows: FlowBundle,
  ttl: number,
  maxFlows: number,
  signal?: AbortSignal,
): Promise<readonly FlowSighting[]> {
  let sightings: readonly FlowSighting[] = [];
  for (;;) {
    const found = new Set(sightings.flatMap(({ from }) => from ?? [])).size;
    const needed = Math.min(maxFlows, FLOWS_FOR[Math.max(found, 1) - 1] ?? maxFlows);
    if (sightings.length >= needed || signal?.aborted) return sightings;
    const batch = Array.from({ length: needed - sightings.length }, (_, i) => sightings.length + i);
    sightings = [...sightings, ...(await flows.probe(ttl, batch, signal))];
  }
}

const plan: FlightPlan = { protocol: 'udp', paris: true, port: 33434, size: 32 };

/** One Paris flight for each flow; they differ by their source port. */
class FlowBundle {
  readonly #flights: TraceFlight[] = [];
  #first: Awaited<ReturnType<typeof flowTo>> | undefined;

  constructor(
    readonly network: Network,
    readonly address: string,
    readonly timeoutMs: number,
  ) {}

  /** Probes one ttl with some flows at once. */
  async probe(ttl: number, numbers: readonly number[], signal?: AbortSignal): Promise<FlowSighting[]> {
    const probes = new Map<number, FlyingProbe>();
    for (const number of numbers) probes.set(number, await (await this.#flight(number)).send(ttl));
    const deadlineMs = this.network.now() + this.timeoutMs;
    const waiting = (): boolean => [...probes.values()].some(({ outcome }) => !outcome);
    while (waiting() && !signal?.aborted) {
      const received = await this.network.receive(deadlineMs, signal);
      if (received) for (const flight of this.#flights) flight.settle(received);
      else if (this.network.now() >= deadlineMs) break;
    }
    return [...probes].map(([flow, { outcome }]) =>
      outcome?.kind === 'answer'
        ? { flow, from: outcome.from, final: outcome.final }
        : { flow, from: undefined, final: false },
    );
  }

  async #flight(number: number): Promise<TraceFlight> {
    this.#first ??= await flowTo(this.network, this.address, plan);
    const identifier = (this.#first.identifier + number) & 0xffff;
    return (this.#flights[number] ??= new TraceFlight(this.network, { ...this.#first, identifier }, plan));
  }
}

function hopOf(sightings: readonly FlowSighting[], i: number): MultipathHop {
  const flowsOf = new Map<string, number[]>();
  for (const { flow, from } of sightings) {
    if (from !== undefined) flowsOf.set(from, [...(flowsOf.get(from) ?? []), flow]);
  }
  return {
    ttl: i + 1,
    interfaces: [...flowsOf].map(([address, flows]) => ({ address, flows })),
    silentFlows: sightings.filter(({ from }) => from === undefined).map(({ flow }) => flow),
  };
}

function linksOf(seen: readonly (readonly FlowSighting[])[]): MultipathResult['links'] {
  const links = new Map<string, MultipathResult['links'][number]>();
  seen.forEach((sightings, i) => {
    for (const { flow, from } of sightings) {
      const to = seen[i + 1]?.find((next) => next.flow === flow)?.from;
      if (from !== undefined && to !== undefined) links.set(`${i} ${from} ${to}`, { ttl: i + 1, from, to });
    }
  });
  return [...links.values()];
}
