/** Whether one sequence number comes after another, around zero too (RFC 9293, section 3.4). */
export function isAfter(one: number, other: number): boolean {
  return ((one - other) | 0) > 0;
}

/** A segment that waits for its acknowledgment. */
class SentSegment {
  frame = 0;
  timeNs = NaN;
  /** Its first byte that is not acknowledged yet. */
  sequence = 0;
  next = 0;
}

/** Segments of one direction that are kept; of a capture without any acknowledgment, the first ones. */
const MAX_SEGMENTS = 10_000;

/** How many segments the connections of a capture may keep together: those of half-captured ones would fill the memory. */
const MAX_TOGETHER = 200_000;

/** Where the connections of a capture keep their segments; those that were acknowledged serve again. */
export class FlightRoom {
  left = MAX_TOGETHER;
  readonly #segments: SentSegment[] = [];
  readonly #flights: TcpFlight[] = [];

  /** @param base the first sequence number of the direction */
  flight(base: number): TcpFlight {
    const flight = this.#flights.pop() ?? new TcpFlight(this);
    flight.base = base;
    return flight;
  }

  /** Takes back a flight in which nothing is left. */
  giveBack(flight: TcpFlight): void {
    this.#flights.push(flight);
  }

  segment(sequence: number, next: number, frame: number, timeNs: number): SentSegment {
    this.left--;
    const segment = this.#segments.pop() ?? new SentSegment();
    segment.frame = frame;
    segment.timeNs = timeNs;
    segment.sequence = sequence;
    segment.next = next;
    return segment;
  }

  drop(segment: SentSegment): void {
    this.left++;
    this.#segments.push(segment);
  }
}

/** The segments of one direction that were sent and not acknowledged yet, the oldest first. */
export class TcpFlight {
  base = 0;
  /** What was acknowledged last; 0 for nothing. */
  lastFrame = 0;
  lastNs = NaN;
  readonly #segments: SentSegment[] = [];
  /** Their lowest sequence number. */
  #lowest = 0;
  /** Bounds of what they hold, counted from the first sequence number of the connection. */
  #least = 0;
  #most = 0;

  constructor(readonly room: FlightRoom) {}

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  get oldest(): { readonly frame: number; readonly timeNs: number } | undefined {
    return this.#segments[0];
  }

  /** From the first byte to the last: holes count. */
  get bytes(): number {
    return this.#segments.length === 0 ? 0 : (this.#most - this.#least) >>> 0;
  }

  add(sequence: number, next: number, frame: number, timeNs: number): void {
    if (this.#segments.length >= MAX_SEGMENTS || this.room.left === 0) return;
    this.#segments.push(this.room.segment(sequence, next, frame, timeNs));
    this.#widen(sequence, next, this.#segments.length === 1);
  }

  /** Leaves out what is acknowledged. `lastFrame` and `lastNs` are then those of the oldest segment that ends exactly there. */
  acknowledge(acknowledgment: number): void {
    const segments = this.#segments;
    this.lastFrame = 0;
    if (segments.length === 0 || !isAfter(acknowledgment, this.#lowest)) return;
    let kept = 0;
    for (const segment of segments) {
      if (segment.next === acknowledgment && this.lastFrame === 0) {
        this.lastFrame = segment.frame;
        this.lastNs = segment.timeNs;
      }
      if (!isAfter(segment.next, acknowledgment)) {
        this.room.drop(segment);
        continue;
      }
      if (isAfter(acknowledgment, segment.sequence)) segment.sequence = acknowledgment;
      this.#widen(segment.sequence, segment.next, kept === 0);
      segments[kept++] = segment;
    }
    segments.length = kept;
  }

  /** Gives back its place. */
  clear(): void {
    for (const segment of this.#segments) this.room.drop(segment);
    this.#segments.length = 0;
  }

  #widen(sequence: number, next: number, isFirst: boolean): void {
    const [from, to] = [(sequence - this.base) >>> 0, (next - this.base) >>> 0];
    if (isFirst || isAfter(this.#lowest, sequence)) this.#lowest = sequence;
    this.#least = isFirst ? from : Math.min(this.#least, from);
    this.#most = isFirst ? to : Math.max(this.#most, to);
  }
}
