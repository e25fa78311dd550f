import type { ConnectOutcome, Network, ReceivedPacket } from '../../src/network/network.js';
import { NetworkClosedError, UnknownHostError } from '../../src/network/network.js';
import { decodeIcmp, encodeIcmp } from '../../src/packet/icmp.js';
import { decodeIpv4, encodeIpv4, ipProtocol } from '../../src/packet/ipv4.js';
import { VirtualClock } from '../../src/simulator/clock.js';

/** A packet that the script lets arrive, some time after the request that it answers. */
export interface Answer {
  readonly afterMs: number;
  readonly bytes: Uint8Array;
}

/** An echo request as it left: what a script answers. */
export interface SentRequest {
  /** The whole IP packet. */
  readonly bytes: Uint8Array;
  /** Its rank, from 1. */
  readonly rank: number;
  readonly sequence: number;
  readonly identifier: number;
  readonly data: Uint8Array;
  readonly ttl: number;
  readonly atMs: number;
}

export const HERE = '192.0.2.1';
export const THERE = '192.0.2.99';
export const ROUTER = '192.0.2.254';
export const IDENTIFIER = 0x5e4d;

/** A network on virtual time where a function decides what answers each request; whole packets, no randomness. */
export class ScriptedNetwork implements Network {
  readonly origin = 'simulated';
  readonly epochMs = 0;
  readonly reason = 'test';
  readonly sent: SentRequest[] = [];
  closed = false;
  readonly #clock = new VirtualClock();
  readonly #arrived: ReceivedPacket[] = [];

  constructor(readonly script: (request: SentRequest) => readonly Answer[]) {}

  now(): number {
    return this.#clock.now();
  }

  identifier(): number {
    return IDENTIFIER;
  }

  resolve(host: string): Promise<string> {
    return host === 'there' ? Promise.resolve(THERE) : Promise.reject(new UnknownHostError(host));
  }

  sourceFor(): Promise<string> {
    return Promise.resolve(HERE);
  }

  send(bytes: Uint8Array): Promise<number> {
    const request = this.#read(bytes);
    this.sent.push(request);
    for (const { afterMs, bytes: answer } of this.script(request)) this.arriveAfter(afterMs, answer);
    return Promise.resolve(request.atMs);
  }

  /** Lets a packet arrive, or does something, `delayMs` from now. */
  arriveAfter(delayMs: number, what: Uint8Array | (() => void)): void {
    this.#clock.schedule(delayMs, () => {
      if (typeof what === 'function') what();
      else this.#arrived.push({ bytes: what, atMs: this.#clock.now() });
    });
  }

  connect(): Promise<ConnectOutcome> {
    return Promise.resolve({ kind: 'filtered' });
  }

  receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    while (!signal?.aborted) {
      if (this.closed) return Promise.reject(new NetworkClosedError());
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

  close(): void {
    this.closed = true;
  }

  #read(bytes: Uint8Array): SentRequest {
    const { payload, ttl } = decodeIpv4(bytes);
    const request = decodeIcmp(payload);
    if (request.kind !== 'echo-request') throw new Error('ping sent something else than an echo request');
    const { sequence, identifier, data } = request;
    return { bytes, rank: this.sent.length + 1, sequence, identifier, data, ttl, atMs: this.now() };
  }
}

/** What a reply may change to be somebody else's, or damaged. */
interface ReplyChanges {
  readonly from?: string;
  readonly sequence?: number;
  readonly identifier?: number;
  readonly data?: Uint8Array;
  readonly checksum?: number;
}

/** The echo reply to a request. */
export function echoReply(request: SentRequest, changes: ReplyChanges = {}): Uint8Array {
  const { from = THERE, checksum, ...rest } = changes;
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

/** A host at `rttMs` that answers everything. */
export function answering(rttMs: number): (request: SentRequest) => readonly Answer[] {
  return (request) => [{ afterMs: rttMs, bytes: echoReply(request) }];
}
