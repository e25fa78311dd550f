/*
 * How fast the simulator is, in packet-hops per second of processor time (all threads of the process: what a core alone
 * would take), on generated trees of 100, 1,000 and 10,000 routers and with two loads:
 * - echoes: an echo request to hosts spread over the tree, and its reply: what routers do all day;
 * - traceroutes: ttl 1 to 10 to the same hosts: every packet ends as an ICMP error, the most a router can be asked.
 * Goals: one million, and a cost per packet-hop that stays flat within a factor of 2. Run it alone.
 */
import { encodeIcmp } from '../dist/packet/icmp.js';
import { encodeIpv4 } from '../dist/packet/ipv4.js';
import { generateTree } from '../dist/scenario/generate.js';
import { Simulation } from '../dist/simulator/simulation.js';

const BATCH = 10;
const PACKETS_A_PASS = 50_000;
const ICMP = 1;
const PASSES = 5;

/** Packets to every host, ready to be sent: making them is the probe's work, not the simulator's. */
function packets(scenario, source, ttls) {
  const payload = encodeIcmp({ kind: 'echo-request', identifier: 7, sequence: 1, data: new Uint8Array(32) });
  return scenario.names.flatMap(({ address }) =>
    ttls.map((ttl) => encodeIpv4({ source, destination: address, ttl, protocol: ICMP, payload })),
  );
}

/** Sends all the packets in small batches, pass after pass, and counts the packets that reached an interface. */
function measure(routers, ttls) {
  const scenario = generateTree(routers);
  const simulation = new Simulation(scenario);
  const machine = simulation.endpoint();
  let answers = 0;
  machine.onPacket(() => answers++);
  const load = packets(scenario, scenario.names.at(-1).address, ttls);
  const repeats = Math.max(1, Math.round(PACKETS_A_PASS / load.length));
  let sent = 0;
  const sendAll = () => {
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const packet of load) {
        machine.send(packet);
        if (++sent % BATCH === 0) simulation.clock.runUntil(simulation.clock.now() + 100);
      }
    }
  };
  const hops = () => scenario.nodes.reduce((sum, { name }) => sum + simulation.counters(name).received, 0);
  sendAll();
  const rates = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const before = hops();
    const from = process.cpuUsage();
    sendAll();
    const { user, system } = process.cpuUsage(from);
    rates.push((hops() - before) / (user + system));
  }
  const [median] = rates.sort((a, b) => a - b).slice(PASSES >> 1);
  return { routers, sent, answers, median };
}

const loads = { echoes: [64], traceroutes: Array.from({ length: 10 }, (_, i) => i + 1) };
for (const [name, ttls] of Object.entries(loads)) {
  const results = [100, 1000, 10_000].map((routers) => measure(routers, ttls));
  for (const { routers, sent, answers, median } of results) {
    const cost = `${median.toFixed(2)} million packet-hops/s (${(1 / median).toFixed(2)} µs each)`;
    console.log(
      `${name}, ${String(routers).padStart(6)} routers: ${sent} packets, ${answers} answers, ${cost}`,
    );
  }
  const costs = results.map(({ median }) => 1 / median);
  const spread = Math.max(...costs) / Math.min(...costs);
  console.log(`${name}: cost per packet-hop flat within ${spread.toFixed(2)} (goal: 2)`);
}
