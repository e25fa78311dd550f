/*
 * How fast the simulator is: ICMP traceroutes (ttl 1 … n) from one host to hosts spread over a generated tree, in packet-hops
 * per second of processor time (all threads of the process: what a core alone would take). Goals: one million, and a cost per packet-hop that stays flat within a factor of 2 from 100 to
 * 10,000 routers. To be run alone: node bench/simulator.bench.mjs [probes]
 */
import { encodeIcmp } from '../dist/packet/icmp.js';
import { encodeIpv4 } from '../dist/packet/ipv4.js';
import { generateTree } from '../dist/simulator/generate.js';
import { Simulation } from '../dist/simulator/simulation.js';

const MAX_TTL = 10;
const ICMP = 1;
const PASSES = 5;

/** Probes of every ttl to every host, ready to be sent. */
function* probes(scenario, source) {
  const payload = encodeIcmp({ kind: 'echo-request', identifier: 7, sequence: 1, data: new Uint8Array(32) });
  for (const { address } of scenario.names) {
    for (let ttl = 1; ttl <= MAX_TTL; ttl++) {
      yield encodeIpv4({ source, destination: address, ttl, protocol: ICMP, payload });
    }
  }
}

/** Sends all the probes, in batches of one traceroute, and counts the packets that reached an interface. */
function measure(routers) {
  const scenario = generateTree(routers);
  const builtFrom = performance.now();
  const simulation = new Simulation(scenario);
  const buildMs = performance.now() - builtFrom;
  const machine = simulation.endpoint();
  let answers = 0;
  machine.onPacket(() => answers++);
  const source = scenario.names.at(-1).address;
  const rates = [];
  let sent = 0;
  const repeats = Math.max(1, Math.round(5000 / routers));
  const traceAll = () => {
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const probe of probes(scenario, source)) {
        machine.send(probe);
        if (++sent % MAX_TTL === 0) simulation.clock.runUntil(simulation.clock.now() + 100);
      }
    }
  };
  const hops = () => scenario.nodes.reduce((sum, { name }) => sum + simulation.counters(name).received, 0);
  traceAll();
  for (let pass = 0; pass < PASSES; pass++) {
    const before = hops();
    const from = process.cpuUsage();
    traceAll();
    const { user, system } = process.cpuUsage(from);
    rates.push((hops() - before) / (user + system));
  }
  const [median] = rates.sort((a, b) => a - b).slice(PASSES >> 1);
  return { routers, buildMs, sent, answers, hops: hops(), median };
}

const results = [100, 1000, 10_000].map(measure);
for (const { routers, buildMs, sent, answers, hops, median } of results) {
  const perHop = (1 / median).toFixed(3);
  console.log(
    `${String(routers).padStart(6)} routers: built in ${buildMs.toFixed(0)} ms; ${sent} probes, ${answers} answers, ` +
      `${hops} packet-hops; ${median.toFixed(2)} million/s (${perHop} µs each)`,
  );
}
const costs = results.map(({ median }) => 1 / median);
console.log(
  `cost per packet-hop, largest over smallest network: ${(costs.at(-1) / costs[0]).toFixed(2)} (goal: under 2)`,
);
