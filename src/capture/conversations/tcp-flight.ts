/** Whether one sequence number comes after another, around zero too (RFC 9293, section 3.4). */
export function isAfter(one: number, other: number): boolean {
  return ((one - other) | 0) > 0;
}

/** A segment that waits for its acknowledgment. */
interface SentSegment {
  readonly frame: number;
  readonly timeNs: number;
  /** Its first byte that is not acknowledged yet. */
  sequence: number;
  readonly next: number;
}

/** Segments of one direction that are kept; of a capture without any acknowledgment, the first ones. */
const MAX_SEGMENTS = 10_000;

/** How many segments the connections of a capture may keep together: those of half-captured ones would fill the memory. */
export class FlightRoom {
  left = 200_000;
}

/** The segments of one direction that were sent and not acknowledged yet, the oldest first. */
export class TcpFlight {
  readonly #segments: SentSegment[] = [];
  /** Their lowest sequence number. */
  #lowest = 0;
  /** Bounds of what they hold, counted from the first sequence number of the connection. */
  #least = 0;
  #most = 0;

  constructor(
    readonly base: number,
    readonly room: FlightRoom,
  ) {}

  get oldest(): { readonly frame: number; readonly timeNs: number } | undefined {
    return this.#segments[0];
  }

  /** From the first byte to the last: holes count. */
  get bytes(): number {
    return this.#segments.length === 0 ? 0 : (this.#most - this.#least) >>> 0;
  }

  add(sequence: number, next: number, frame: number, timeNs: number): void {
    if (this.#segments.length >= MAX_SEGMENTS || this.room.left === 0) return;
    this.room.left--;
    this.#segments.push({ frame, timeNs, sequence, next });
    this.#widen(sequence, next, this.#segments.length === 1);
  }

  /** Leaves out what is acknowledged. @returns the segment that ends exactly there, the oldest if there are several */
  acknowledge(acknowledgment: number): { readonly frame: number; readonly timeNs: number } | undefined {
    const segments = this.#segments;
    if (segments.length === 0 || !isAfter(acknowledgment, this.#lowest)) return undefined;
    let acknowledged: SentSegment | undefined;
    let kept = 0;
    for (const segment of segments) {
      if (segment.next === acknowledgment) acknowledged ??= segment;
      if (!isAfter(segment.next, acknowledgment)) continue;
      if (isAfter(acknowledgment, segment.sequence)) segment.sequence = acknowledgment;
      this.#widen(segment.sequence, segment.next, kept === 0);
      segments[kept++] = segment;
    }
    this.room.left += segments.length - kept;
    segments.length = kept;
    return acknowledged;
  }

  /** Gives back its place. */
  clear(): void {
    this.room.left += this.#segments.length;
    this.#segments.length = 0;
  }

  #widen(sequence: number, next: number, isFirst: boolean): void {
    const [from, to] = [(sequence - this.base) >>> 0, (next - this.base) >>> 0];
    if (isFirst || isAfter(this.#lowest, sequence)) this.#lowest = sequence;
    this.#least = isFirst ? from : Math.min(this.#least, from);
    this.#most = isFirst ? to : Math.max(this.#most, to);
  }
}
