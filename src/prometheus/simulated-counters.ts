import {
  type InterfaceCounterName,
  type InterfaceCounters,
  interfaceCounterNames,
} from '../host/kernel/net-dev.js';
import type { ScenarioEnd } from '../scenario/scenario.js';
import { type Random, seededRandom } from '../simulator/random.js';
import type { Simulation } from '../simulator/simulation.js';
import { lone, networkFamilies } from './exporter/machine-families.js';
import type { MetricFamily, MetricSample } from './exposition/family.js';

/** The counters of the interfaces of a simulated node, as its kernel would count. */
export class InterfaceMeters {
  readonly #meters: readonly Meter[];

  constructor(
    readonly simulation: Simulation,
    readonly node: string,
  ) {
    const ends = simulation.scenario.links.flatMap((link) => link.ends.filter((end) => end.node === node));
    this.#meters = ends.map((end) => new Meter(simulation, end));
  }

  /** Under node_exporter's names, in the order of the interfaces. */
  families(): readonly MetricFamily[] {
    return [...networkFamilies(this.#meters.map((meter) => meter.counters())), this.#speeds()];
  }

  /** What sysfs calls speed: the highest rate of an interface, where the scenario sets one. */
  #speeds(): MetricFamily {
    const name = 'node_network_speed_bytes';
    const samples = this.#meters.flatMap(({ end }): readonly MetricSample[] => {
      const { rateBitsPerSecond } = end.egress;
      if (rateBitsPerSecond === undefined) return [];
      return [{ name, labels: { device: end.interface }, value: rateBitsPerSecond / 8 }];
    });
    return { name, type: 'gauge', help: `${name} value of /sys/class/net/<iface>.`, samples };
  }
}

const none = Object.fromEntries(interfaceCounterNames.map((name) => [name, 0])) as Record<
  InterfaceCounterName,
  number
>;

class Meter {
  #rxBytes = 0;
  #rxPackets = 0;
  #txBytes = 0;
  #txPackets = 0;
  /** Packets in the queue, with the time at which they will have left. */
  #leaving: { readonly atMs: number; readonly bytes: number }[] = [];

  constructor(
    readonly simulation: Simulation,
    readonly end: ScenarioEnd,
  ) {
    simulation.tap({ node: end.node, interface: end.interface }, ({ direction, atMs, bytes }) => {
      if (direction === 'out') this.#leaving.push({ atMs, bytes: bytes.length });
      else {
        this.#rxPackets++;
        this.#rxBytes += bytes.length;
      }
      if (this.#leaving.length > MAX_LEAVING) this.#settle();
    });
  }

  counters(): InterfaceCounters {
    this.#settle();
    const { dropped } = this.simulation.interfaceCounters(this.end.node, this.end.interface);
    return {
      ...none,
      ...{ name: this.end.interface, rxBytes: this.#rxBytes, rxPackets: this.#rxPackets },
      ...{ txBytes: this.#txBytes, txPackets: this.#txPackets },
      // The kernel of a sender knows of no loss further on the way.
      txDropped: dropped['queue-full'] ?? 0,
    };
  }

  #settle(): void {
    const nowMs = this.simulation.clock.now();
    const gone = this.#leaving.filter(({ atMs }) => atMs <= nowMs);
    this.#txPackets += gone.length;
    this.#txBytes += gone.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#leaving = this.#leaving.filter(({ atMs }) => atMs > nowMs);
  }
}

/** Packets kept, at most, before those that have left are counted. */
const MAX_LEAVING = 65_536;

/** Mean time between two visits, in milliseconds. */
const VISIT_EVERY_MS = 25;
/** Round trips that a visit takes, from its handshake to its end. */
const ROUND_TRIPS = 20;

/**
 * TCP connections of visitors that are not simulated packet by packet: forty come in a second, at random, and each stays
 * for twenty round trips. When the round trip grows, as many come and fewer leave: connections pile up (Little's law,
 * L = λ·W).
 */
export class VisitorConnections {
  readonly #random: Random;
  #nextMs: number;
  #opened = 0;
  #endsMs: number[] = [];

  /** @param seed of the moments at which visitors come */
  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#nextMs = this.#random.exponential(VISIT_EVERY_MS);
  }

  /**
   * Lets time pass.
   *
   * @param nowMs the time, which never goes back
   * @param rttMs the last round-trip time
   */
  advance(nowMs: number, rttMs: number): void {
    for (; this.#nextMs <= nowMs; this.#nextMs += this.#random.exponential(VISIT_EVERY_MS)) {
      this.#opened++;
      this.#endsMs.push(this.#nextMs + ROUND_TRIPS * rttMs);
    }
    this.#endsMs = this.#endsMs.filter((endMs) => endMs > nowMs);
  }

  /** Under node_exporter's names, as /proc/net/snmp has them. */
  families(): readonly MetricFamily[] {
    return [
      lone('node_netstat_Tcp_CurrEstab', 'unknown', 'Statistic TcpCurrEstab.', this.#endsMs.length),
      lone('node_netstat_Tcp_PassiveOpens', 'unknown', 'Statistic TcpPassiveOpens.', this.#opened),
    ];
  }
}
