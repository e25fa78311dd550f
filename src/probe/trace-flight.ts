import type { Network, ReceivedPacket } from '../network/network.js';
import type { MplsLabel } from '../packet/icmp/extension.js';
import { encodeProbe, withoutZone } from './ip-packet.js';
import { readTraceAnswer } from './trace-answer.js';
import { type TraceFlow, type TraceMethod, type TraceProtocol, traceMethods } from './trace-method.js';

/** What became of one probe. */
export type TraceProbe =
  | {
      readonly kind: 'answer';
      /** Who answered. */
      readonly from: string;
      readonly rttMs: number;
      /** traceroute's mark for an error that says more than "time exceeded": `!H`, `!N`, `!P`, `!X`…, or empty. */
      readonly mark: string;
      /** The destination itself answered. */
      readonly reached: boolean;
      /** The way ends here: the destination answered, or a router refuses to go on. */
      readonly final: boolean;
      /** Time to live left in the answer: it tells how long the way back is. */
      readonly replyTtl: number;
      /** MPLS labels that the router tells of. */
      readonly labels: readonly MplsLabel[];
    }
  | { readonly kind: 'timeout' };

/** A probe that was sent. */
export interface FlyingProbe {
  readonly ttl: number;
  readonly sentMs: number;
  /** Absent while it is awaited. */
  outcome?: TraceProbe;
}

/** What the probes of a flight are like. */
export interface FlightPlan {
  readonly protocol: TraceProtocol;
  readonly paris: boolean;
  readonly port: number;
  readonly size: number;
}

/** Probes are numbered below this, then from 0 again: every method has room for as many. */
const NUMBERS = 30_000;

/** Probes of one flow on their way: sends them, and knows them again in what comes back. */
export class TraceFlight {
  readonly #method: TraceMethod;
  readonly #probes = new Map<number, FlyingProbe>();
  #sent = 0;

  constructor(
    readonly network: Network,
    readonly flow: TraceFlow,
    readonly plan: FlightPlan,
  ) {
    this.#method = traceMethods[plan.paris ? 'paris' : 'classic'][plan.protocol](flow);
  }

  /** Bytes of a probe after its IP header. */
  get payloadLength(): number {
    return this.#method.payload(0).length;
  }

  /** Sends the next probe. */
  async send(ttl: number): Promise<FlyingProbe> {
    const number = this.#sent++ % NUMBERS;
    const { source, destination } = this.flow;
    const { protocol } = this.#method;
    const payload = this.#method.payload(number);
    const flowLabel = this.#flowLabel(number);
    const packet = encodeProbe({ source, destination, protocol, ttl, payload, flowLabel });
    const probe: FlyingProbe = { ttl, sentMs: await this.network.send(packet) };
    this.#probes.set(number, probe);
    return probe;
  }

  /** As a kernel's, it follows the flow: another one for other ports, the same for all echoes and all Paris probes. */
  #flowLabel(number: number): number {
    const { paris, protocol } = this.plan;
    const port = paris || protocol === 'icmp' ? 0 : number;
    return Math.imul(this.flow.identifier * 0x10000 + port + 1, 0x9e3779b1) >>> 12;
  }

  /** The probe that a packet answers, its outcome filled in; nothing for a packet about none, or answered already. */
  settle({ bytes, atMs }: ReceivedPacket): FlyingProbe | undefined {
    const answer = readTraceAnswer(bytes, this.flow, this.#method);
    const probe = answer && this.#probes.get(answer.number);
    if (!probe || probe.outcome) return undefined;
    const { from, mark, reached, final, replyTtl, labels } = answer;
    const rttMs = Math.max(0, Math.round((atMs - probe.sentMs) * 1000)) / 1000;
    probe.outcome = { kind: 'answer', from, rttMs, mark, reached, final, replyTtl, labels };
    return probe;
  }
}

/** The flow of the probes to a host. */
export async function flowTo(network: Network, address: string, plan: FlightPlan): Promise<TraceFlow> {
  return {
    source: await network.sourceFor(address),
    destination: withoutZone(address),
    identifier: network.identifier(),
    port: plan.port,
    size: plan.size,
  };
}
