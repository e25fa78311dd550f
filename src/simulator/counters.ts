/** Why a packet went no further. */
export type DropReason =
  /** Not an IP packet, or shorter than it says. */
  | 'malformed'
  | 'bad-checksum'
  /** An address that may not be seen on a wire (127.0.0.0/8). */
  | 'martian'
  /** To a multicast or broadcast address, which nobody here listens to. */
  | 'multicast'
  | 'bad-options'
  | 'source-route'
  /** The time to live, or the hop limit, is spent. */
  | 'ttl-exceeded'
  | 'not-a-router'
  | 'no-route'
  | 'blackhole'
  | 'unreachable'
  | 'prohibited'
  | 'no-neighbour'
  /** Longer than the next link takes, and not to be cut. */
  | 'too-big'
  | 'filtered'
  | 'nat-table-full'
  /** Lost on the way, by chance. */
  | 'lost'
  | 'queue-full'
  | 'link-cut'
  /** An echo request that the node is told not to answer. */
  | 'echo-refused'
  /** A question that nobody here answers: an unknown service, protocol or message. */
  | 'unanswered'
  /** Fragments that never became a packet. */
  | 'incomplete'
  /** An ICMP error that was not sent, since the node sends none. */
  | 'silent'
  /** An ICMP error that was not sent, since the node sends no more of them for now. */
  | 'rate-limited';

/** What one node or interface did, and every packet that it dropped, by reason. */
export class Counters {
  /** Packets that came in by an interface. */
  received = 0;
  /** Packets that went out by an interface. */
  sent = 0;
  /** Packets of others that were sent on. */
  forwarded = 0;
  /** Packets that reached their destination here. */
  delivered = 0;
  readonly #dropped = new Map<DropReason, number>();

  drop(reason: DropReason): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
  }

  /** How many packets were dropped for a reason. */
  dropped(reason: DropReason): number {
    return this.#dropped.get(reason) ?? 0;
  }

  /** A copy that stays as it is. */
  snapshot(): CounterSnapshot {
    const { received, sent, forwarded, delivered } = this;
    return { received, sent, forwarded, delivered, dropped: Object.fromEntries(this.#dropped) };
  }
}

/** Counters at an instant. */
export interface CounterSnapshot {
  readonly received: number;
  readonly sent: number;
  readonly forwarded: number;
  readonly delivered: number;
  /** Packets dropped, by reason; reasons that never occurred are left out. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}
