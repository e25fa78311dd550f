import { seededRandom, type Random } from '../simulator/random.js';
import type { MetricFamily } from './exposition/family.js';
import { lone } from './exporter/machine-families.js';

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
