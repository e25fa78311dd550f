import { ipv4Bytes, ipv6Bytes } from '../packet/address.js';
import { icmpType } from '../packet/icmp/message.js';
import { icmpv6Type } from '../packet/icmpv6/message.js';
import { IPV4_MAX_LENGTH, ipProtocol } from '../packet/ipv4.js';
import { decodeIp } from '../packet/packet.js';
import { ParseError } from '../parse-error.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Endpoint } from '../simulator/endpoint.js';
import { transportAt, versionAt } from '../simulator/ip-header.js';
import { type Random, partSeed, seededRandom } from '../simulator/random.js';
import { Simulation } from '../simulator/simulation.js';
import {
  type ConnectOptions,
  type ConnectOutcome,
  type ReceivedPacket,
  type SimulatedNetwork,
  NetworkBusyError,
  NetworkClosedError,
  SendError,
  UnknownHostError,
} from './network.js';
import { TcpAttempt } from './tcp-attempt.js';

/** How long virtual time may run before the event loop does something else (Ctrl-C, a button of the page). */
const MAX_RUN_MS = 16;
/** Events between two looks at the real clock: traffic may fill a long wait with millions of them. */
const STEPS_PER_LOOK = 1000;
/** Which the length of an IPv6 packet leaves out. */
const IPV6_HEADER_LENGTH = 40;
/** Packets kept while nobody asks for them; beyond, the newest are lost, as in a socket buffer. */
const CAPACITY = 4096;

/**
 * Opens a simulated network on virtual time.
 *
 * @param reason why it was chosen, in French
 * @param scenario the network; probes run on its machine
 * @param seed the same seed gives the same bytes at the same instants
 */
export function openSimulated(reason: string, scenario: Scenario, seed: number): SimulatedNetwork {
  return new VirtualNetwork(reason, new Simulation(scenario, seed), seededRandom(partSeed(seed, 'probe')));
}

class VirtualNetwork implements SimulatedNetwork {
  readonly origin = 'simulated';
  readonly epochMs = 0;
  /** A connection is opened packet by packet, and its answers are read as those of any probe. */
  readonly maxConnections = 1;
  readonly #arrived: ReceivedPacket[] = [];
  readonly #machine: Endpoint;
  readonly #random: Random;
  #receiving = false;
  #connecting = false;
  #closed = false;
  #steps = 0;
  #lastPauseMs = Date.now();

  constructor(
    readonly reason: string,
    readonly simulation: Simulation,
    random: Random,
  ) {
    this.#random = random;
    this.#machine = simulation.endpoint();
    this.#machine.onPacket((bytes, atMs) => {
      if (!isEchoRequest(bytes) && this.#arrived.length < CAPACITY) this.#arrived.push({ bytes, atMs });
    });
  }

  now(): number {
    return this.simulation.clock.now();
  }

  identifier(): number {
    return this.#random.integer(0, 0xffff);
  }

  resolve(host: string, version?: 4 | 6): Promise<string> {
    const candidates = [...this.simulation.names.resolve(host), host];
    const families = version === undefined ? ([4, 6] as const) : [version];
    for (const family of families) {
      const address = candidates.find((candidate) => isAddress(candidate, family));
      if (address !== undefined) return Promise.resolve(address);
    }
    return Promise.reject(new UnknownHostError(host));
  }

  sourceFor(destination: string): Promise<string> {
    // Zones are those of real interfaces.
    const source = this.#machine.sourceFor(destination.split('%', 1)[0] ?? '');
    return source === undefined
      ? Promise.reject(new SendError(destination, 'ENETUNREACH'))
      : Promise.resolve(source);
  }

  send(packet: Uint8Array, uncut = false): Promise<number> {
    if (this.#closed) return Promise.reject(new NetworkClosedError());
    const longest = IPV4_MAX_LENGTH + (versionAt(packet) === 6 ? IPV6_HEADER_LENGTH : 0);
    if (packet.length > longest) return Promise.reject(new SendError('the network', 'EMSGSIZE'));
    const refusal = this.#machine.send(packet, uncut);
    if (refusal === undefined) return Promise.resolve(this.now());
    // Of bytes that are no packet, decoding throws a ParseError that says what is wrong with them.
    return Promise.reject(new SendError(decodeIp(packet).destination, refusal));
  }

  async receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    if (this.#receiving) throw new NetworkBusyError();
    this.#receiving = true;
    try {
      return await this.#next(deadlineMs, signal);
    } finally {
      this.#receiving = false;
    }
  }

  async #next(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    await this.#pause();
    const { clock } = this.simulation;
    while (!signal?.aborted) {
      if (this.#closed) throw new NetworkClosedError();
      const packet = this.#arrived.shift();
      if (packet) return packet;
      if (clock.nextMs() > deadlineMs) {
        clock.advanceTo(deadlineMs);
        return undefined;
      }
      clock.step();
      if (++this.#steps % STEPS_PER_LOOK === 0) await this.#pause();
    }
    return undefined;
  }

  async connect(
    address: string,
    port: number,
    { timeoutMs, signal }: ConnectOptions,
  ): Promise<ConnectOutcome> {
    if (this.#connecting) throw new NetworkBusyError();
    this.#connecting = true;
    try {
      return await this.#connect(address, port, timeoutMs, signal);
    } finally {
      this.#connecting = false;
    }
  }

  async #connect(
    address: string,
    port: number,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<ConnectOutcome> {
    const source = await this.sourceFor(address);
    const attempt = new TcpAttempt({ source, destination: address }, port, this.#random);
    const release = this.#machine.reserve('tcp', attempt.sourcePort);
    try {
      const sentMs = await this.send(attempt.packet('syn'));
      const deadlineMs = sentMs + timeoutMs;
      while (this.now() < deadlineMs && !signal?.aborted) {
        const received = await this.receive(deadlineMs, signal);
        const kind = received && attempt.read(received.bytes);
        if (!received || !kind) continue;
        if (kind === 'open') await this.send(attempt.packet('rst'));
        const rttMs = Math.trunc((received.atMs - sentMs) * 1000) / 1000;
        return { kind, rttMs, ...(kind === 'unreachable' && { code: 'EHOSTUNREACH' }) };
      }
      return { kind: 'filtered' };
    } catch (error) {
      if (error instanceof SendError) return { kind: 'unreachable', code: error.code };
      throw error;
    } finally {
      release();
    }
  }

  close(): void {
    this.#closed = true;
  }

  /** A ping without end on virtual time would otherwise never let the program hear that it should stop. */
  async #pause(): Promise<void> {
    if (Date.now() - this.#lastPauseMs < MAX_RUN_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#lastPauseMs = Date.now();
  }
}

/** Requests to the machine itself are not shown to its probes; the raw sockets of the real adapter filter them too. */
function isEchoRequest(bytes: Uint8Array): boolean {
  // Not decoded: what comes from a network may be any bytes.
  const { protocol, offset } = transportAt(bytes, versionAt(bytes) ?? 4);
  if (protocol === ipProtocol.icmp) return bytes[offset] === icmpType.echoRequest;
  return protocol === ipProtocol.icmpv6 && bytes[offset] === icmpv6Type.echoRequest;
}

function isAddress(text: string, version: 4 | 6): boolean {
  try {
    return (version === 4 ? ipv4Bytes(text) : ipv6Bytes(text)).length > 0;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}
