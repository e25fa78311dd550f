/**
 * Bytes as `hexdump -C` and Wireshark show them: offset, hexadecimal, and the printable ASCII characters.
 *
 * @param bytes what to show
 * @param bytesPerLine 16 by default
 * @returns lines separated by `\n`; nothing for no bytes
 * @example
 * ```ts
 * import { hexDump } from 'sonde/packet';
 *
 * console.log(hexDump(Uint8Array.of(8, 0, 0x53, 0x6f), 4)); // → 0000  08 00 53 6f  ··So
 * ```
 */
export function hexDump(bytes: Uint8Array, bytesPerLine = 16): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += bytesPerLine) {
    const row = [...bytes.subarray(offset, offset + bytesPerLine)];
    const hexadecimal = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = row.map((byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    const address = offset.toString(16).padStart(4, '0');
    lines.push(`${address}  ${hexadecimal.padEnd(bytesPerLine * 3 - 1)}  ${ascii}`);
  }
  return lines.join('\n');
}
