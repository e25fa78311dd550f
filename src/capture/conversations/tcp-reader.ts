import type { Layer, ProtocolName } from '../layers/layer.js';
import type { MessageEnd } from '../layers/message-end.js';
import { layerModules } from '../layers/registry.js';
import { Outline } from '../outline.js';
import { isAfter } from './tcp-flight.js';

/** Bytes of an unfinished message that are kept: the longest one of DNS takes 64 KiB, a head of HTTP is read no further. */
const MAX_MESSAGE = 0x1_0400;
/** Segments beyond a hole that are kept for each direction. */
const MAX_AHEAD = 256;

/** How many bytes the connections of a capture may keep together for messages that go on. */
export class ReaderRoom {
  bytesLeft = 32 * 1024 * 1024;
}

/** A segment that came before what it follows. */
interface AheadSegment {
  readonly sequence: number;
  readonly data: Uint8Array;
  /** Whether its messages were shown when it came. */
  readonly shown: boolean;
}

/** Whoever wants to know of the messages. */
export interface MessageListener {
  /** A message that begins here is whole; of HTTP, its head. */
  message(protocol: ProtocolName, start: number, end: number): void;
  /** Whether the answer that comes next has no body, whatever its head says. */
  isBare(): boolean;
}

const NONE: readonly Uint8Array[] = [];

/** For what is only followed, and shown by no packet. */
const aside = new Outline();
const nobody: MessageListener = { message: () => undefined, isBare: () => false };

/**
 * Reads what one direction of a connection says as the stream of bytes that it is: puts together messages that go on in the next
 * segment, finds those that begin in the middle of one, and takes no byte twice. The packet in which a message ends has it.
 */
export class TcpReader {
  #next: number;
  /** What there is of a message that goes on, and what will find its end. */
  #parts: readonly Uint8Array[] = NONE;
  #kept = 0;
  #end: MessageEnd | undefined;
  /** What belongs to the last message without being kept. */
  #rest: MessageEnd | undefined;
  #enciphered = false;
  #ahead: AheadSegment[] | undefined;

  constructor(
    readonly protocol: ProtocolName,
    sequence: number,
    readonly room: ReaderRoom,
  ) {
    this.#next = sequence;
  }

  /** Whether nothing that was begun is waited for. */
  get isIdle(): boolean {
    return this.#end === undefined && this.#rest === undefined;
  }

  /**
   * Takes a segment: the layers that `outline` has in it are then those of the messages that end there.
   *
   * @param tcp its layer
   * @param sequence the number of its first byte
   * @param length bytes on the wire: more than from the payload of the layer to its end where the capture cut
   * @param acknowledged up to where the other end says that it has received
   */
  take(
    outline: Outline,
    tcp: Layer,
    sequence: number,
    length: number,
    acknowledged: number,
    listener: MessageListener,
  ): void {
    const { payload: from, end: to } = tcp;
    if (isAfter(sequence, this.#next) && isAfter(acknowledged, this.#next)) this.#leap(sequence);
    const aheadBy = (sequence - this.#next) | 0;
    if (aheadBy > 0) {
      this.#hold(outline, tcp, sequence, length, listener);
      return;
    }
    if (-aheadBy >= length) {
      // All of it was taken before.
      outline.cut(tcp);
      return;
    }
    this.#next = (sequence + length) >>> 0;
    // What the capture cut of a segment is missing for good; the rest is shown as far as it goes.
    if (to - from < length) this.#forget();
    else this.#read(outline, tcp, from - aheadBy, to, listener);
    for (let ahead = this.#takeAhead(); ahead; ahead = this.#takeAhead()) {
      if (ahead.shown && this.isIdle) this.#follow(ahead.data);
      else {
        const start = outline.append(ahead.data);
        this.#read(outline, tcp, start, outline.bytes.length, listener);
      }
    }
  }

  /** Gives back its place. */
  clear(): void {
    this.#forget();
    for (const { data } of this.#ahead ?? []) this.room.bytesLeft += data.length;
    this.#ahead = undefined;
  }

  /** Loses the thread: the next message is looked for at the beginning of a segment. */
  #forget(): void {
    this.room.bytesLeft += this.#kept;
    this.#parts = NONE;
    this.#kept = 0;
    this.#end = this.#rest = undefined;
  }

  /** What was acknowledged without being captured will not come: goes on behind the hole. */
  #leap(sequence: number): void {
    this.#forget();
    const first = this.#ahead?.[0];
    this.#next = first && isAfter(sequence, first.sequence) ? first.sequence : sequence;
    for (let ahead = this.#takeAhead(); ahead; ahead = this.#takeAhead()) this.#follow(ahead.data);
    if (isAfter(sequence, this.#next)) this.#leap(sequence);
  }

  /** Keeps a segment that came before what it follows. It is shown at once where a message begins with it. */
  #hold(outline: Outline, tcp: Layer, sequence: number, length: number, listener: MessageListener): void {
    const { payload: from, end: to } = tcp;
    const shown = this.isIdle && this.#begins(outline.bytes, from, to);
    if (shown) listener.message(this.protocol, from, to);
    else outline.cut(tcp);
    const ahead = (this.#ahead ??= []);
    if (to - from < length || ahead.length >= MAX_AHEAD || this.room.bytesLeft < length) return;
    this.room.bytesLeft -= length;
    let place = ahead.length;
    while (place > 0 && isAfter(ahead[place - 1]?.sequence ?? 0, sequence)) place--;
    ahead.splice(place, 0, { sequence, data: outline.bytes.slice(from, to), shown });
  }

  /** The next segment that was kept, without what is known of it. */
  #takeAhead(): AheadSegment | undefined {
    for (;;) {
      const first = this.#ahead?.[0];
      if (!first || isAfter(first.sequence, this.#next)) return undefined;
      this.#ahead?.shift();
      this.room.bytesLeft += first.data.length;
      const known = (this.#next - first.sequence) | 0;
      if (known >= first.data.length) continue;
      this.#next = (first.sequence + first.data.length) >>> 0;
      return { ...first, data: first.data.subarray(known) };
    }
  }

  /** Follows messages that were shown already, or that no packet can show any more. */
  #follow(data: Uint8Array): void {
    aside.bytes = data;
    const [place] = aside.layers;
    if (place) aside.cut(place);
    if (place) this.#read(aside, place, 0, data.length, nobody);
  }

  /** Reads the bytes of a segment in the order of the stream. */
  #read(outline: Outline, tcp: Layer, from: number, to: number, listener: MessageListener): void {
    const messages = layerModules[this.protocol].stream;
    // The middle of something, or nothing that is known: the packet stays as it looks alone.
    if (!messages || (this.isIdle && !this.#begins(outline.bytes, from, to))) return;
    if (from < tcp.end) outline.cut(tcp);
    let at = from;
    let limit = to;
    const open = this.#end;
    if (open) {
      const stop = open.find(outline.bytes, from, to);
      if (stop < 0) {
        this.#keep(outline, from, to, open);
        return;
      }
      const start = outline.append(...this.#parts, outline.bytes.subarray(from, to));
      at = start + this.#kept + stop - from;
      limit = outline.bytes.length;
      this.#forget();
      at = this.#finish(outline, tcp, open, start, at, limit, listener);
    }
    while (at < limit) {
      if (this.#rest) {
        const stop = this.#rest.find(outline.bytes, at, limit);
        outline.unfinished = 'further';
        if (stop < 0) return;
        this.#rest = undefined;
        at = stop;
        continue;
      }
      if (!messages.begins(outline.bytes, at, limit)) return;
      const message = messages.message(outline.bytes, at, listener.isBare());
      const stop = message.find(outline.bytes, at, limit);
      if (stop < 0) {
        this.#keep(outline, at, limit, message);
        return;
      }
      at = this.#finish(outline, tcp, message, at, stop, limit, listener);
    }
  }

  /** Shows a message that is whole, with what the segment has of its rest. @returns where the next one begins */
  #finish(
    outline: Outline,
    tcp: Layer,
    message: MessageEnd,
    start: number,
    end: number,
    limit: number,
    listener: MessageListener,
  ): number {
    let stop = end;
    this.#rest = message.rest?.();
    if (this.#rest) {
      const behind = this.#rest.find(outline.bytes, end, limit);
      stop = behind < 0 ? limit : behind;
      if (behind >= 0) this.#rest = undefined;
    }
    outline.carry(this.protocol, tcp, start, stop, this.#enciphered);
    this.#enciphered ||= layerModules[this.protocol].stream?.enciphers?.(outline.bytes, start) === true;
    listener.message(this.protocol, start, stop);
    return stop;
  }

  #begins(bytes: Uint8Array, at: number, end: number): boolean {
    return layerModules[this.protocol].stream?.begins(bytes, at, end) === true;
  }

  #keep(outline: Outline, from: number, to: number, end: MessageEnd): void {
    const length = to - from;
    outline.unfinished = this.#end ? 'further' : 'first';
    if (this.#kept + length > MAX_MESSAGE || this.room.bytesLeft < length) {
      this.#forget();
      return;
    }
    this.room.bytesLeft -= length;
    this.#kept += length;
    this.#parts = [...this.#parts, outline.bytes.slice(from, to)];
    this.#end = end;
  }
}
