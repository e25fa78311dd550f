import type { CapturedPacket } from '../../../src/capture/capture.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { type TcpFlag, encodeTcp } from '../../../src/packet/tcp.js';
import { type TcpOption, encodeTcpOptions } from '../../../src/packet/tcp-options.js';

/** What happens to the segments of a connection on their way, and how its ends behave. Shares are from 0 to 1. */
export interface Traffic {
  readonly seed: number;
  /** Bytes that each end sends. */
  readonly upload: number;
  readonly download: number;
  /** Lost before the place of the capture, after it, and by the capture alone. */
  readonly lostBefore: number;
  readonly lostAfter: number;
  readonly notCaptured: number;
  readonly doubled: number;
  /** Held back so long that others overtake. */
  readonly overtaken: number;
  /** Largest number of bytes of a segment: more than a link carries where the network card cuts. */
  readonly segment: number;
  /** Shift of the window scale; -1 without. */
  readonly scale: number;
  readonly sack: boolean;
  /** Bytes that a reader takes from its buffer each 10 ms. */
  readonly readEach: number;
  /** From one end to the other. */
  readonly delayMs: number;
  /** Where the capture is: 0 beside the client, 1 beside the server. */
  readonly place: number;
  /** First sequence numbers. */
  readonly first: readonly [number, number];
  /** Packets of the beginning that the capture has not. */
  readonly missedStart: number;
  /** A pause in the middle, in which keep-alives are sent. */
  readonly idle: boolean;
}

interface Segment {
  readonly fromClient: boolean;
  readonly flags: readonly TcpFlag[];
  /** Counted from the first of each end. */
  readonly seq: number;
  readonly ack: number;
  readonly length: number;
  readonly window: number;
  readonly sack: readonly { readonly left: number; readonly right: number }[];
  readonly options: readonly TcpOption[];
}

const MS = 1_000_000;
const BUFFER = 60_000;

/** Chance from a seed (mulberry32, public domain). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Things to do, in the order of their times. */
class Agenda {
  nowNs = 0;
  readonly #list: { readonly atNs: number; readonly act: () => void }[] = [];

  at(atNs: number, act: () => void): void {
    let place = this.#list.length;
    while (place > 0 && (this.#list[place - 1]?.atNs ?? 0) > atNs) place--;
    this.#list.splice(place, 0, { atNs, act });
  }

  /** @param most things that are done */
  run(most: number): void {
    for (let i = 0; i < most; i++) {
      const next = this.#list.shift();
      if (!next) return;
      this.nowNs = Math.max(this.nowNs, next.atNs);
      next.act();
    }
  }
}

/** One end of a connection: enough of TCP to repeat, probe, wait, and be asked again. */
class End {
  peer: ((segment: Segment) => void) | undefined;
  sent = 1;
  acknowledged = 1;
  received = 0;
  peerWindow = 1000;
  congestion = 4;
  readonly ranges: { left: number; right: number }[] = [];
  unread = 0;
  repeats = 0;
  unanswered = 0;
  timer = 0;
  isPaused = false;
  isClosed = false;

  constructor(
    readonly isClient: boolean,
    readonly toSend: number,
    readonly traffic: Traffic,
    readonly agenda: Agenda,
    readonly put: (segment: Segment) => void,
  ) {}

  windowNow(): number {
    const shift = Math.max(0, this.traffic.scale);
    return Math.max(0, BUFFER - this.unread) >> shift;
  }

  emit(flags: readonly TcpFlag[], seq: number, length = 0, options: readonly TcpOption[] = []): void {
    const sack = this.traffic.sack ? this.ranges.slice(-3).reverse() : [];
    const window = flags.includes('syn') ? BUFFER : this.windowNow();
    this.put({
      ...{ fromClient: this.isClient, flags, seq, ack: this.received, length, window, options },
      sack: sack.map(({ left, right }) => ({ left, right })),
    });
    this.unanswered = 0;
  }

  pump(): void {
    if (this.isClosed) return;
    const last = this.toSend + 1;
    while (this.sent < last && !this.isPaused) {
      const room = Math.min(this.peerWindow, this.congestion * 1448) - (this.sent - this.acknowledged);
      const length = Math.min(this.traffic.segment, last - this.sent, room);
      if (length <= 0) break;
      if (this.traffic.idle && this.sent < last / 2 && this.sent + length >= last / 2) this.pause();
      this.emit(this.sent + length === last ? ['psh', 'ack'] : ['ack'], this.sent, length);
      this.sent += length;
    }
    if (this.sent === last && this.acknowledged === last) {
      this.isClosed = true;
      this.emit(['fin', 'ack'], this.sent);
      this.sent++;
    }
    this.arm();
  }

  /** Nothing is said for two seconds but keep-alives. */
  pause(): void {
    this.isPaused = true;
    const from = this.agenda.nowNs;
    for (const atMs of [700, 1400]) {
      this.agenda.at(from + atMs * MS, () => {
        this.emit(['ack'], this.sent - 1, atMs === 700 ? 0 : 1);
      });
    }
    this.agenda.at(from + 2000 * MS, () => {
      this.isPaused = false;
      this.pump();
    });
  }

  /** After a while without news: the first byte without an answer is sent again, or a window of zero is probed. */
  arm(): void {
    const mine = ++this.timer;
    if (this.acknowledged >= this.toSend + 2) return;
    this.agenda.at(this.agenda.nowNs + 220 * MS, () => {
      if (mine !== this.timer || this.isPaused) return;
      if (this.sent > this.acknowledged) {
        this.resend();
        this.congestion = 4;
      } else if (this.peerWindow === 0 && this.sent <= this.toSend) this.emit(['ack'], this.sent, 1);
      this.arm();
    });
  }

  resend(): void {
    const length = Math.min(this.traffic.segment, this.toSend + 1 - this.acknowledged, 1448);
    if (length > 0) this.emit(['ack'], this.acknowledged, length);
    else this.emit(['fin', 'ack'], this.acknowledged);
  }

  take(segment: Segment): void {
    const { flags, seq, ack, length } = segment;
    const shift = Math.max(0, this.traffic.scale);
    if (flags.includes('syn')) {
      this.received = seq + 1;
      if (this.isClient) {
        this.emit(['ack'], 1);
        this.pump();
      }
      return;
    }
    const before = this.peerWindow;
    this.peerWindow = segment.window << shift;
    if (ack > this.acknowledged) {
      this.acknowledged = ack;
      this.sent = Math.max(this.sent, ack);
      this.repeats = 0;
      this.congestion = Math.min(64, this.congestion + 1);
      this.pump();
    } else if (this.peerWindow > before) this.pump();
    else if (length === 0 && this.sent > ack && ack === this.acknowledged && ++this.repeats === 3)
      this.resend();
    const counted = length + (flags.includes('fin') ? 1 : 0);
    if (counted > 0 || seq < this.received) this.keep(seq, seq + counted, length);
  }

  keep(left: number, right: number, length: number): void {
    if (right > left && right > this.received && this.unread + length <= BUFFER + 10_000) {
      this.ranges.push({ left, right });
      const from = this.received;
      for (let i = 0; i < this.ranges.length; i++) {
        const range = this.ranges[i];
        if (!range || range.left > this.received) continue;
        this.received = Math.max(this.received, range.right);
        this.ranges.splice(i, 1);
        i = -1;
      }
      this.unread += this.received - from;
      if (this.received > from && this.ranges.length === 0 && ++this.unanswered < 2) {
        const waiting = this.received;
        this.agenda.at(this.agenda.nowNs + 40 * MS, () => {
          if (this.unanswered > 0 && this.received === waiting) this.emit(['ack'], this.sent);
        });
        return;
      }
    }
    this.emit(['ack'], this.sent);
  }

  read(): void {
    const wasFull = this.windowNow() === 0;
    this.unread = Math.max(0, this.unread - this.traffic.readEach);
    if (wasFull && this.windowNow() > 0) this.emit(['ack'], this.sent);
  }
}

/** What a capture has of a connection. */
export function trafficOf(traffic: Traffic): readonly CapturedPacket[] {
  const { place, delayMs, scale } = traffic;
  const random = chance(traffic.seed);
  const agenda = new Agenda();
  const packets: CapturedPacket[] = [];
  const ends = new Map<boolean, End>();
  const put = (segment: Segment): void => {
    const way = segment.fromClient ? place : 1 - place;
    const isLost = !segment.flags.includes('syn') && random() < traffic.lostBefore;
    const heldNs = random() < traffic.overtaken ? random() * 4 * MS : 0;
    if (isLost) return;
    for (let copies = random() < traffic.doubled ? 2 : 1; copies > 0; copies--) {
      agenda.at(agenda.nowNs + way * delayMs * MS + heldNs + random() * 20_000, () => {
        if (random() >= traffic.notCaptured)
          packets.push(captureOf(segment, traffic, agenda.nowNs, packets.length + 1));
        if (!segment.flags.includes('syn') && random() < traffic.lostAfter) return;
        agenda.at(agenda.nowNs + (1 - way) * delayMs * MS + random() * 20_000, () => {
          ends.get(!segment.fromClient)?.take(segment);
        });
      });
    }
  };
  const client = new End(true, traffic.upload, traffic, agenda, put);
  const server = new End(false, traffic.download, traffic, agenda, put);
  ends.set(true, client).set(false, server);
  const scaling: readonly TcpOption[] =
    scale < 0 ? [] : [{ kind: 'window-scale', shift: scale }, { kind: 'nop' }];
  client.emit(['syn'], 0, 0, scaling);
  server.received = 1;
  agenda.at(2 * delayMs * MS, () => {
    server.emit(['syn', 'ack'], 0, 0, scaling);
    agenda.at(agenda.nowNs + 2 * delayMs * MS + MS, () => {
      server.pump();
    });
  });
  for (let tick = 1; tick < 2000; tick++) {
    agenda.at(tick * 10 * MS, () => {
      client.read();
      server.read();
    });
  }
  agenda.run(40_000);
  return packets.slice(traffic.missedStart).map((packet, i) => ({ ...packet, number: i + 1 }));
}

/** Headers alone are kept: what the data are says nothing here. */
const KEPT = 120;

function captureOf(segment: Segment, { first }: Traffic, timeNs: number, number: number): CapturedPacket {
  const [from, to] = segment.fromClient ? [0, 1] : [1, 0];
  const endpoints = [
    { address: '192.0.2.10', port: 50_000 },
    { address: '198.51.100.80', port: 9999 },
  ];
  const [source, destination] = [endpoints[from], endpoints[to]];
  if (!source || !destination) throw new Error('a connection has two ends');
  const raw = (value: number, end: number): number => (value + (first[end] ?? 0)) >>> 0;
  const blocks = segment.sack.map(({ left, right }) => ({ left: raw(left, to), right: raw(right, to) }));
  const options: TcpOption[] = [...segment.options];
  if (blocks.length > 0) options.push({ kind: 'nop' }, { kind: 'nop' }, { kind: 'sack', blocks });
  const ends = { source: source.address, destination: destination.address };
  const hasAck = segment.flags.includes('ack');
  const payload = encodeTcp(
    {
      ...{ sourcePort: source.port, destinationPort: destination.port },
      sequence: raw(segment.seq, from),
      acknowledgment: hasAck ? raw(segment.ack, to) : 0,
      ...{ flags: segment.flags, window: segment.window, data: new Uint8Array(segment.length) },
      ...(options.length > 0 && { options: encodeTcpOptions(options) }),
    },
    ends,
  );
  const whole = encodeIpv4({ ...ends, protocol: 6, payload });
  const bytes = whole.slice(0, KEPT);
  return {
    number,
    seconds: 1_700_000_000 + Math.floor(timeNs / 1e9),
    nanoseconds: Math.floor(timeNs % 1e9),
    ...{ capturedLength: bytes.length, originalLength: whole.length, linkType: 101, bytes },
  };
}

/** Connections of every kind, each other one by its seed. */
export function anyTraffic(seed: number): Traffic {
  const random = chance(seed * 7919 + 1);
  const pick = <T>(...list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const size = (): number => pick(0, 200, 30_000, 150_000, 400_000);
  return {
    ...{ seed, upload: size(), download: size() },
    lostBefore: pick(0, 0, 0.01, 0.05),
    lostAfter: pick(0, 0, 0.01, 0.05),
    notCaptured: pick(0, 0, 0, 0.01, 0.1),
    doubled: pick(0, 0, 0, 0.02),
    overtaken: pick(0, 0, 0.02, 0.2),
    segment: pick(536, 1448, 1448, 14_480, 60_816),
    scale: pick(-1, 0, 2, 7),
    sack: pick(true, false),
    readEach: pick(500, 20_000, 1e6, 1e6, 1e6),
    delayMs: pick(0.05, 2, 15, 60),
    place: pick(0, 0, 0.5, 1),
    first: [pick(1000, 0xffff_ff00, 0xfffe_8000, 0x7fff_ff00), pick(5000, 0xffff_0000, 0)],
    missedStart: pick(0, 0, 0, 1, 2, 5, 40),
    idle: pick(true, false, false),
  };
}
