import {
  type ConnectOutcome,
  type Network,
  type ReceivedPacket,
  NetworkBusyError,
  NetworkClosedError,
  UnknownHostError,
} from '../../src/network/network.js';
import { encodeIcmp } from '../../src/packet/icmp.js';
import { encodeIpv4, ipProtocol } from '../../src/packet/ipv4.js';
import { type DecodedPacket, decodePacket } from '../../src/packet/packet.js';
import { VirtualClock } from '../../src/simulator/clock.js';

/** A packet that the script lets arrive, some time after the probe that it answers. */
export interface Answer {
  readonly afterMs: number;
  readonly bytes: Uint8Array;
}

/** A probe as it left: what a script answers. */
export interface SentProbe extends DecodedPacket {
  /** The whole IP packet. */
  readonly bytes: Uint8Array;
  /** Its rank, from 1. */
  readonly rank: number;
  readonly ttl: number;
  readonly atMs: number;
  /** Of an echo request; 0 and nothing of another probe. */
  readonly identifier: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** What answers a probe. */
export type Script = (probe: SentProbe) => readonly Answer[];

export const HERE = '192.0.2.1';
export const THERE = '192.0.2.99';
export const ROUTER = '192.0.2.254';
export const IDENTIFIER = 0x5e4d;

/** A network on virtual time where a function decides what answers each packet; whole packets, no chance. */
export class ScriptedNetwork implements Network {
  readonly epochMs = 0;
  readonly reason = 'test';
  readonly maxConnections = 1;
  readonly sent: SentProbe[] = [];
  readonly #clock = new VirtualClock();
  readonly #arrived: ReceivedPacket[] = [];
  #closed = false;
  #receiving = false;

  constructor(
    readonly script: Script,
    readonly origin: Network['origin'] = 'simulated',
    readonly ownIdentifier = IDENTIFIER,
  ) {}

  now(): number {
    return this.#clock.now();
  }

  identifier(): number {
    return this.ownIdentifier;
  }

  /** Knows one name, and addresses. */
  resolve(host: string): Promise<string> {
    if (host === 'there') return Promise.resolve(THERE);
    return /^[\d.]+$/.test(host) ? Promise.resolve(host) : Promise.reject(new UnknownHostError(host));
  }

  sourceFor(): Promise<string> {
    return Promise.resolve(HERE);
  }

  send(bytes: Uint8Array): Promise<number> {
    const probe = sentProbe(bytes, this.sent.length + 1, this.now());
    this.sent.push(probe);
    for (const { afterMs, bytes: answer } of this.script(probe)) {
      this.schedule(afterMs, () => this.#arrived.push({ bytes: answer, atMs: this.now() }));
    }
    return Promise.resolve(probe.atMs);
  }

  /** Does something `delayMs` from now. */
  schedule(delayMs: number, action: () => void): void {
    this.#clock.schedule(delayMs, action);
  }

  async receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    if (this.#receiving) throw new NetworkBusyError();
    this.#receiving = true;
    try {
      return await Promise.resolve().then(() => this.#next(deadlineMs, signal));
    } finally {
      this.#receiving = false;
    }
  }

  #next(deadlineMs: number, signal?: AbortSignal): ReceivedPacket | undefined {
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

  connect(): Promise<ConnectOutcome> {
    return Promise.resolve({ kind: 'filtered' });
  }

  close(): void {
    this.#closed = true;
  }
}

function sentProbe(bytes: Uint8Array, rank: number, atMs: number): SentProbe {
  const packet = decodePacket(bytes);
  const { ip, transport } = packet;
  const message = transport.kind === 'icmp' ? transport.message : undefined;
  const { identifier, sequence, data } = message?.kind === 'echo-request' ? message : NO_ECHO;
  const ttl = ip.version === 4 ? ip.ttl : ip.hopLimit;
  return { ...packet, bytes, rank, ttl, atMs, identifier, sequence, data };
}

const NO_ECHO = { identifier: 0, sequence: 0, data: new Uint8Array(0) };

/** What a reply may change to be somebody else's, or damaged. */
interface ReplyChanges {
  readonly from?: string;
  readonly sequence?: number;
  readonly identifier?: number;
  readonly data?: Uint8Array;
  readonly checksum?: number;
}

/** The echo reply to a request, from whom it was sent to. */
export function echoReply(request: SentProbe, changes: ReplyChanges = {}): Uint8Array {
  const { ip, transport } = request;
  if (transport.kind !== 'icmp' || transport.message.kind !== 'echo-request')
    throw new Error('this probe is no echo request');
  const { from = ip.destination, checksum, ...rest } = changes;
  const { sequence, identifier, data } = { ...request, ...rest };
  return icmpFrom(from, encodeIcmp({ kind: 'echo-reply', identifier, sequence, data }, checksum));
}

/** The "destination unreachable" that a router sends about a packet. */
export function unreachable(quoted: Uint8Array, code: number, from = ROUTER): Uint8Array {
  return icmpFrom(from, encodeIcmp({ kind: 'destination-unreachable', code, quoted: quoted.slice(0, 548) }));
}

/** The "time exceeded" that a router sends about a packet, quoting as little as RFC 792 asks for. */
export function timeExceeded(quoted: Uint8Array, from = ROUTER): Uint8Array {
  return icmpFrom(from, encodeIcmp({ kind: 'time-exceeded', code: 0, quoted: quoted.slice(0, 28) }));
}

/** An IP packet that carries an ICMP message to us. */
export function icmpFrom(source: string, payload: Uint8Array): Uint8Array {
  return encodeIpv4({ source, destination: HERE, ttl: 60, protocol: ipProtocol.icmp, payload });
}

/** A host at `rttMs` that answers every echo request. */
export function answering(rttMs: number): Script {
  return (request) => [{ afterMs: rttMs, bytes: echoReply(request) }];
}

/** The address of the router at some distance. */
export const routerAt = (ttl: number): string => `10.0.0.${ttl}`;

/** Routers one after the other, 10 ms more to each, then the destination, which says that the port is closed. */
export function pathOf(routers: number): Script {
  return ({ ttl, bytes }) => [
    {
      afterMs: 10 * Math.min(ttl, routers + 1),
      bytes: ttl <= routers ? timeExceeded(bytes, routerAt(ttl)) : unreachable(bytes, 3, THERE),
    },
  ];
}
