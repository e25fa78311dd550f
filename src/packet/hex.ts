/** A number in hexadecimal, filled with zeros up to so many digits. */
export function hexDigits(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** The bytes as pairs of hexadecimal digits. */
export function hexText(bytes: Uint8Array, separator = ':'): string {
  return Array.from(bytes, (byte) => hexDigits(byte, 2)).join(separator);
}

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
  return hexLines(bytes, bytesPerLine, { gap: '  ', unprintable: '·' }).join('\n');
}

/**
 * The lines of a dump.
 *
 * @param layout what stands between the digits and the characters, and for a byte that is no printable character
 */
export function hexLines(
  bytes: Uint8Array,
  bytesPerLine: number,
  layout: { readonly gap: string; readonly unprintable: string },
): readonly string[] {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += bytesPerLine) {
    const row = bytes.subarray(offset, offset + bytesPerLine);
    const ascii = Array.from(row, (byte) =>
      byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : layout.unprintable,
    ).join('');
    lines.push(
      `${hexDigits(offset, 4)}  ${hexText(row, ' ').padEnd(bytesPerLine * 3 - 1)}${layout.gap}${ascii}`,
    );
  }
  return lines;
}
