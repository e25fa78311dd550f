/**
 * A value as a classic script, which a page opened from a disk may load when it may not fetch.
 *
 * @param name under which the page asks for it
 * @param value plain data
 *
 * @example
 * ```ts
 * assetScript('data-nmap', { 'nmap/os.xml': '<nmaprun>' });
 * ```
 */
export function assetScript(name: string, value: unknown): string {
  // U+2028 and U+2029 end a line in older readings of the language.
  const json = JSON.stringify(value).replace(/[\u2028\u2029]/g, (character) =>
    character === '\u2028' ? '\\u2028' : '\\u2029',
  );
  return `(globalThis.sondeAssets??={})[${JSON.stringify(name)}]=${json};\n`;
}
