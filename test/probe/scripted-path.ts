import type { ConnectOutcome, Network, ReceivedPacket } from '../../src/network/network.js';
import { UnknownHostError } from '../../src/network/network.js';
import type { DecodedPacket } from '../../src/packet/packet.js';
import { decodePacket } from '../../src/packet/packet.js';
import { VirtualClock } from '../../src/simulator/clock.js';
import type { Answer } from './scripted-network.js';
import { HERE, IDENTIFIER, THERE, timeExceeded, unreachable } from './scripted-network.js';

/** A probe as it left. */
export interface SentProbe extends DecodedPacket {
  readonly bytes: Uint8Array;
  /** Its rank, from 1. */
  readonly rank: number;
  readonly ttl: number;
  readonly atMs: number;
}

/** A network on virtual time where a function decides what answers each packet, whatever its protocol. */
export class ScriptedPath implements Network {
  readonly reason = 'test';
  readonly epochMs = 0;
  readonly sent: SentProbe[] = [];
  readonly #clock = new VirtualClock();
  readonly #arrived: ReceivedPacket[] = [];

  constructor(
    readonly script: (probe: SentProbe) => readonly Answer[],
    readonly origin: Network['origin'] = 'simulated',
    readonly ownIdentifier = IDENTIFIER,
  ) {}

  now(): number {
    return this.#clock.now();
  }

  identifier(): number {
    return this.ownIdentifier;
  }

  resolve(host: string): Promise<string> {
    return host === 'there' ? Promise.resolve(THERE) : Promise.reject(new UnknownHostError(host));
  }

  sourceFor(): Promise<string> {
    return Promise.resolve(HERE);
  }

  send(bytes: Uint8Array): Promise<number> {
    const packet = decodePacket(bytes);
    const ttl = packet.ip.version === 4 ? packet.ip.ttl : packet.ip.hopLimit;
    const probe = { ...packet, bytes, ttl, rank: this.sent.length + 1, atMs: this.now() };
    this.sent.push(probe);
    for (const { afterMs, bytes: answer } of this.script(probe)) {
      this.schedule(afterMs, () => {
        this.#arrived.push({ bytes: answer, atMs: this.now() });
      });
    }
    return Promise.resolve(probe.atMs);
  }

  /** Does something `delayMs` from now. */
  schedule(delayMs: number, what: () => void): void {
    this.#clock.schedule(delayMs, what);
  }

  receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    while (!signal?.aborted) {
      const packet = this.#arrived.shift();
      if (packet) return Promise.resolve(packet);
      if (this.#clock.nextMs() > deadlineMs) {
        this.#clock.advanceTo(deadlineMs);
        break;
      }
      this.#clock.step();
    }
    return Promise.resolve(undefined);
  }

  connect(): Promise<ConnectOutcome> {
    return Promise.resolve({ kind: 'filtered' });
  }

  close(): void {
    this.sent.length = 0;
  }
}

/** The address of the router at some distance. */
export const routerAt = (ttl: number): string => `10.0.0.${ttl}`;

/** Routers one after the other, 10 ms more to each, then the destination, which says that the port is closed. */
export function pathOf(routers: number): (probe: SentProbe) => readonly Answer[] {
  return ({ ttl, bytes }) => [
    {
      afterMs: 10 * Math.min(ttl, routers + 1),
      bytes: ttl <= routers ? timeExceeded(bytes, routerAt(ttl)) : unreachable(bytes, 3, THERE),
    },
  ];
}
