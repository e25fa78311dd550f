/** What was seen in an interval of time. */
export interface CaptureRate {
  /** When the interval begins, counted from the first packet. */
  readonly startMs: number;
  readonly packets: number;
  /** Of whole frames, as on the wire. */
  readonly bytes: number;
  readonly packetsPerSecond: number;
  readonly bitsPerSecond: number;
}

/** More intervals than a figure has pixels; an hour of seconds fits. */
const MAX_INTERVALS = 4096;

/**
 * Packets and bits over time, in intervals of the same length, empty ones included. A capture longer than 4096 of them
 * gets intervals twice as long, as often as it takes: memory does not grow with time.
 */
export class RateTally {
  #packets = new Float64Array(MAX_INTERVALS);
  #bytes = new Float64Array(MAX_INTERVALS);
  #used = 0;
  #intervalNs: number;

  constructor(intervalMs: number) {
    this.#intervalNs = intervalMs * 1e6;
  }

  /** @param timeNs since the first packet; a packet from before counts in the first interval */
  add(timeNs: number, lengthBytes: number): void {
    let place = Math.max(0, Math.floor(timeNs / this.#intervalNs));
    while (place >= MAX_INTERVALS) {
      this.#widen();
      place = Math.floor(timeNs / this.#intervalNs);
    }
    this.#packets[place] = (this.#packets[place] ?? 0) + 1;
    this.#bytes[place] = (this.#bytes[place] ?? 0) + lengthBytes;
    this.#used = Math.max(this.#used, place + 1);
  }

  report(): readonly CaptureRate[] {
    const seconds = this.#intervalNs / 1e9;
    return Array.from({ length: this.#used }, (_, i) => {
      const [packets, bytes] = [this.#packets[i] ?? 0, this.#bytes[i] ?? 0];
      return {
        startMs: (i * this.#intervalNs) / 1e6,
        packets,
        bytes,
        packetsPerSecond: packets / seconds,
        bitsPerSecond: (8 * bytes) / seconds,
      };
    });
  }

  /** Makes the intervals twice as long. */
  #widen(): void {
    for (const column of [this.#packets, this.#bytes]) {
      for (let i = 0; i < MAX_INTERVALS / 2; i++) column[i] = (column[2 * i] ?? 0) + (column[2 * i + 1] ?? 0);
      column.fill(0, MAX_INTERVALS / 2);
    }
    this.#used = Math.ceil(this.#used / 2);
    this.#intervalNs *= 2;
  }
}
