import {
  type InterfaceCounterName,
  type InterfaceCounters,
  interfaceCounterNames,
} from '../host/kernel/net-dev.js';
import type { ScenarioEnd } from '../scenario/scenario.js';
import { type Random, seededRandom } from '../simulator/random.js';
import type { Simulation } from '../simulator/simulation.js';
import { lone } from './exporter/machine-families.js';
import type { MetricFamily } from './exposition/family.js';

/** Counts what goes through the interfaces of a simulated node, as its kernel would. */
export class InterfaceMeters {
  readonly #meters: readonly Meter[];

  constructor(
    readonly simulation: Simulation,
    readonly node: string,
  ) {
    const ends = simulation.scenario.links.flatMap((link) => link.ends.filter((end) => end.node === node));
    this.#meters = ends.map((end) => new Meter(simulation, end));
  }

  /** Where the counters stand, in the order of the interfaces. */
  counters(): readonly InterfaceCounters[] {
    return this.#meters.map((meter) => meter.counters());
  }

  /** What each interface could send, for those that have a limit: sysfs calls it their speed. */
  speeds(): readonly { readonly device: string; readonly bytesPerSecond: number }[] {
    return this.#meters.flatMap(({ end }) => {
      const { rateBitsPerSecond } = end.egress;
      return rateBitsPerSecond === undefined
        ? []
        : [{ device: end.interface, bytesPerSecond: rateBitsPerSecond / 8 }];
    });
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
  /** Packets in the queue: the tap tells when they will have left. */
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
      // What is lost further on the way, no kernel knows of.
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

/** Beyond, those that have left are counted before anybody asks. */
const MAX_LEAVING = 65_536;

/** Mean time between two visits, in milliseconds. */
const VISIT_EVERY_MS = 25;
/** Round trips that a visit takes, from its handshake to its end. */
const ROUND_TRIPS = 20;

/**
 * The TCP connections of visitors whom nobody simulates packet by packet: they come at random, forty in a second, and
 * each stays for twenty round trips. When the round trip grows, as many come and fewer leave: connections pile up
 * (Little's law, L = λ·W).
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
   * @param nowMs which never goes back
   * @param rttMs how long a round trip takes lately
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
