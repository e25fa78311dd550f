import type { ConversationTally, PendingRequest, RequestKind } from './conversation.js';

/**
 * What answers what: an echo reply its request; a DNS answer its question; SYN/ACK a SYN, then ACK the SYN/ACK; the head of
 * an HTTP answer the head of its request (the first byte of the answer, then, whatever follows).
 */
export type ResponseKind = RequestKind | 'tcp-syn' | 'tcp-syn-ack';

/** An answer, and how long it took. */
export interface Answer {
  readonly kind: ResponseKind;
  readonly elapsedNs: number;
  /** The packet that asked; 0 for openings of TCP. */
  readonly requestFrame: number;
}

/** Requests that may wait on one conversation; beyond, the oldest is forgotten. */
const MAX_PENDING = 1024;
/** The same DNS question within this time is the question asked again, not another (Wireshark's default). */
const SAME_QUESTION_NS = 5e9;

/** Pairs requests with their answers, on the conversation that both belong to. */
export class RequestMatcher {
  /** Requests that were forgotten. */
  readonly forgotten = { icmp: 0, icmpv6: 0, dns: 0, http: 0 };

  /** @param id of the request, its direction included where both ends may ask */
  ask(tally: ConversationTally, request: PendingRequest): void {
    const { kind } = request;
    const pending = (tally.pending ??= []);
    if (kind === 'dns') {
      const same = pending[lastOf(pending, request)];
      if (same && request.sinceNs - same.sinceNs < SAME_QUESTION_NS) return;
    }
    pending.push(request);
    if (pending.length <= MAX_PENDING) return;
    pending.shift();
    this.forgotten[kind]++;
  }

  /** The answers to what was asked so far were not captured. */
  forget(tally: ConversationTally): void {
    for (const { kind } of tally.pending ?? []) this.forgotten[kind]++;
    tally.pending = undefined;
  }

  answer(kind: RequestKind, tally: ConversationTally, id: number, timeNs: number): Answer | undefined {
    const { pending } = tally;
    // HTTP answers in the order of the requests: the oldest one is answered. Others carry a number: the last one with it.
    const place = kind === 'http' ? 0 : lastOf(pending ?? [], { kind, id });
    const request = pending?.[place];
    if (!pending || !request) return undefined;
    if (pending.length === 1) tally.pending = undefined;
    else pending.splice(place, 1);
    return { kind, elapsedNs: timeNs - request.sinceNs, requestFrame: request.frame };
  }
}

/** Place of the last request of a number, or -1. */
function lastOf(
  pending: readonly PendingRequest[],
  { kind, id }: Pick<PendingRequest, 'kind' | 'id'>,
): number {
  for (let i = pending.length - 1; i >= 0; i--)
    if (pending[i]?.id === id && pending[i]?.kind === kind) return i;
  return -1;
}
