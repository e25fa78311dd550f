/** Small enough that a packet which is kept does not keep much else. */
const SLAB_BYTES = 8192;

let slab = new ArrayBuffer(SLAB_BYTES);
let used = 0;

/**
 * Room for a packet, cut from a larger buffer: an engine takes ten times as long to make a buffer of its own. The bytes
 * may only be written once, by whoever asked: they are zero, and never used again.
 */
export function packetRoom(length: number): Uint8Array {
  if (length > SLAB_BYTES / 2) return new Uint8Array(length);
  if (used + length > SLAB_BYTES) {
    slab = new ArrayBuffer(SLAB_BYTES);
    used = 0;
  }
  const room = new Uint8Array(slab, used, length);
  used += length;
  return room;
}

/** A copy of a packet. */
export function packetCopy(bytes: Uint8Array): Uint8Array {
  const copy = packetRoom(bytes.length);
  copy.set(bytes);
  return copy;
}
