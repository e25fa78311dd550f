import { IPV4_MAX_LENGTH } from '../packet/ipv4.js';
import { ipv4Bytes } from '../packet/address.js';
import { ParseError } from '../parse-error.js';
import { VirtualClock } from '../simulator/clock.js';
import type { SimulatedHost } from '../simulator/hosts.js';
import { SimulatedHosts } from '../simulator/hosts.js';
import { seededRandom } from '../simulator/random.js';
import type { Network, ReceivedPacket } from './network.js';
import { NetworkClosedError, SendError, UnknownHostError } from './network.js';

/** The student's machine on the simulated network. */
const OWN_ADDRESS = '192.168.1.23';

/** How long virtual time may run before the real event loop gets a turn (Ctrl-C, a button of the page). */
const TURN_MS = 16;

/**
 * Opens a simulated network on virtual time.
 *
 * @param reason why it was chosen, in French
 * @param hosts who is on it
 * @param seed the same seed gives the same bytes at the same instants
 */
export function openSimulated(reason: string, hosts: readonly SimulatedHost[], seed: number): Network {
  return new SimulatedNetwork(reason, hosts, seed);
}

class SimulatedNetwork implements Network {
  readonly origin = 'simulated';
  readonly #clock = new VirtualClock();
  readonly #random;
  readonly #world;
  readonly #arrived: ReceivedPacket[] = [];
  #closed = false;
  #lastTurnMs = Date.now();

  constructor(
    readonly reason: string,
    readonly hosts: readonly SimulatedHost[],
    seed: number,
  ) {
    this.#random = seededRandom(seed);
    this.#world = new SimulatedHosts(hosts, this.#clock, this.#random, (bytes) => {
      this.#arrived.push({ bytes, atMs: this.#clock.now() });
    });
  }

  now(): number {
    return this.#clock.now();
  }

  identifier(): number {
    return this.#random.integer(0, 0xffff);
  }

  resolve(host: string): Promise<string> {
    const named = this.hosts.find(({ name }) => name === host);
    if (named) return Promise.resolve(named.address);
    return isAddress(host) ? Promise.resolve(host) : Promise.reject(new UnknownHostError(host));
  }

  sourceFor(destination: string): Promise<string> {
    return Promise.resolve(destination.startsWith('127.') ? destination : OWN_ADDRESS);
  }

  send(packet: Uint8Array): Promise<number> {
    if (this.#closed) return Promise.reject(new NetworkClosedError());
    if (packet.length > IPV4_MAX_LENGTH) return Promise.reject(new SendError('the network', 'EMSGSIZE'));
    this.#world.accept(packet);
    return Promise.resolve(this.#clock.now());
  }

  async receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    await this.#giveTurn();
    while (!signal?.aborted) {
      if (this.#closed) throw new NetworkClosedError();
      const packet = this.#arrived.shift();
      if (packet) return packet;
      if (this.#clock.nextMs() > deadlineMs) {
        this.#clock.advanceTo(deadlineMs);
        return undefined;
      }
      this.#clock.step();
    }
    return undefined;
  }

  close(): void {
    this.#closed = true;
  }

  /** A ping without end on virtual time would otherwise never let the program hear that it should stop. */
  async #giveTurn(): Promise<void> {
    if (Date.now() - this.#lastTurnMs < TURN_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#lastTurnMs = Date.now();
  }
}

function isAddress(text: string): boolean {
  try {
    return ipv4Bytes(text).length === 4;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}
