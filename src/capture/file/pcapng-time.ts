/** Turns the two halves of a timestamp into the time since the epoch. */
export type ReadTimestamp = (
  high: number,
  low: number,
) => { readonly seconds: number; readonly nanoseconds: number };

const NANOSECONDS = 1_000_000_000;

/**
 * The way to read the timestamps of an interface.
 *
 * @param resolution if_tsresol: a negative power of ten, or of two where the highest bit is set
 * @param offsetSeconds if_tsoffset
 * @see draft-ietf-opsawg-pcapng, section 4.2
 */
export function timestampReader(resolution: number, offsetSeconds: bigint): ReadTimestamp {
  const exponent = resolution & 0x7f;
  const decimal = resolution === exponent;
  return decimal && exponent <= 9
    ? commonReader(10 ** exponent, Number(offsetSeconds))
    : exactReader((decimal ? 10n : 2n) ** BigInt(exponent), offsetSeconds);
}

/**
 * From seconds to nanoseconds, all that tools write. A long division by halves of 16 bits, in which no number passes 2^53:
 * several times quicker than big integers.
 */
function commonReader(ticksPerSecond: number, offsetSeconds: number): ReadTimestamp {
  const nanosecondsPerTick = NANOSECONDS / ticksPerSecond;
  return (high, low) => {
    const middle = (high % ticksPerSecond) * 0x10000 + (low >>> 16);
    const last = (middle % ticksPerSecond) * 0x10000 + (low & 0xffff);
    const seconds =
      Math.floor(high / ticksPerSecond) * 0x1_0000_0000 +
      Math.floor(middle / ticksPerSecond) * 0x10000 +
      Math.floor(last / ticksPerSecond);
    return { seconds: seconds + offsetSeconds, nanoseconds: (last % ticksPerSecond) * nanosecondsPerTick };
  };
}

function exactReader(ticksPerSecond: bigint, offsetSeconds: bigint): ReadTimestamp {
  return (high, low) => {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    return {
      seconds: Number(ticks / ticksPerSecond + offsetSeconds),
      nanoseconds: Number(((ticks % ticksPerSecond) * BigInt(NANOSECONDS)) / ticksPerSecond),
    };
  };
}
