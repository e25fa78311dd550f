/**
 * Packets captured with `tcpdump -i lo` (Debian 12, Linux), from the first byte of their IP header. On loopback Linux
 * leaves the checksums of TCP and UDP unfinished, save in the resets that it makes itself.
 */
export const captured = {
  /** ping -c1 -s 16 127.0.0.1 */
  echoRequest: hex(`
    4500 002c a6e8 4000 4001 95e6 7f00 0001 7f00 0001 0800 3e62 2c9e 0001 9f3e 026b 0000 0000 e854 0300 0000 0000`),
  echoReply: hex(`
    4500 002c a6e9 0000 4001 d5e5 7f00 0001 7f00 0001 0000 4662 2c9e 0001 9f3e 026b 0000 0000 e854 0300 0000 0000`),
  /** The reply to ping -R -c1 -s 16 127.0.0.1 */
  recordedRoute: hex(`
    4f00 0054 a6eb 0000 4001 b017 7f00 0001 7f00 0001
    0727 107f 0000 017f 0000 017f 0000 0100 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000
    0000 1557 2c9f 0001 9f3e 026b 0000 0000 195f 0300 0000 0000`),
  /** The reply to ping -T tsandaddr -c1 -s 16 127.0.0.1 */
  timestamps: hex(`
    4e00 0050 a6ee 0000 4001 6ffc 7f00 0001 7f00 0001
    4424 1d01 7f00 0001 0037 29fb 7f00 0001 0037 29fb 7f00 0001 0037 29fb 0000 0000 0000 0000
    0000 033d 2ca0 0001 9f3e 026b 0000 0000 2b78 0300 0000 0000`),
  /** A UDP datagram to a closed port, and the answer. */
  udp: hex('4500 0023 56d4 4000 4011 e5f3 7f00 0001 7f00 0001 8c9f 84cf 000f fe22 736f 6e64 6521 21'),
  portUnreachable: hex(`
    45c0 003f a6f6 0000 4001 d505 7f00 0001 7f00 0001 0303 8566 0000 0000
    4500 0023 56d4 4000 4011 e5f3 7f00 0001 7f00 0001 8c9f 84cf 000f fe22 736f 6e64 6521 21`),
  /** A connection, and one to a closed port. */
  syn: hex(`
    4500 003c ef84 4000 4006 4d35 7f00 0001 7f00 0001
    b1d4 88b6 cca3 9c26 0000 0000 a002 ffd7 fe30 0000 0204 ffd7 0402 080a 3a5f 5dfe 0000 0000 0103 030a`),
  reset: hex(`
    4500 0028 0000 4000 4006 3cce 7f00 0001 7f00 0001 88b6 b1da 0000 0000 2d2c 71c7 5014 0000 d849 0000`),
  /** ping -6 -c1 -s 16 ::1 */
  echoRequestv6: hex(`
    600a 32fd 0018 3a40 0000 0000 0000 0000 0000 0000 0000 0001 0000 0000 0000 0000 0000 0000 0000 0001
    8000 e6d2 2ca1 0001 9f3e 026b 0000 0000 c78c 0300 0000 0000`),
  /** The answer to a UDP datagram to a closed port. */
  portUnreachablev6: hex(`
    6000 4bd0 003f 3a40 0000 0000 0000 0000 0000 0000 0000 0001 0000 0000 0000 0000 0000 0000 0000 0001
    0104 6574 0000 0000 6007 ae1e 000f 1140 0000 0000 0000 0000 0000 0000 0000 0001
    0000 0000 0000 0000 0000 0000 0000 0001 8c9f 84cf 000f 0022 736f 6e64 6521 21`),
} as const;

/** The bytes of hexadecimal digits; blanks are for the eye. */
export function hex(digits: string): Uint8Array {
  const pairs = digits.replace(/\s/g, '').match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}
