/** What the bytes 128 to 255 are in code page 850, which consoles of Western Europe print in. */
const CODE_PAGE_850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
/** What 1252 has in the place of the control characters of Latin-1: the rest is the same. */
const CODE_PAGE_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
/** Letters of the words that tools print in the languages of Western Europe. */
const LETTERS = /[éèêëàâäçîïôöùûüÉÈÊÀÂÇÎÔÙñáíóúß]/g;

/**
 * The text of what a tool printed to a file: UTF-8, UTF-16 with its mark or without (PowerShell 5 writes it for `>`), and
 * otherwise what Windows writes in Western Europe, code page 850 of its consoles or 1252 of its programs, whichever gives more
 * letters of these languages. Latin-1 is read as 1252, which adds to it.
 *
 * @param bytes of the whole file
 *
 * @example
 * ```ts
 * import { decodeOutput } from 'sonde/tools';
 *
 * console.log(decodeOutput(Uint8Array.of(0x52, 0x82, 0x70, 0x6f, 0x6e, 0x73, 0x65))); // → Réponse
 * console.log(decodeOutput(Uint8Array.of(0xff, 0xfe, 0x6f, 0x00, 0x6b, 0x00))); // → ok
 * ```
 */
export function decodeOutput(bytes: Uint8Array): string {
  const wide = utf16Of(bytes);
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes);
  const text = new TextDecoder().decode(bytes, { stream: true });
  // A character cut by the end of the file is waited for in vain; a name may hold bytes that are no text.
  const wrong = text.match(/\uFFFD/g)?.length ?? 0;
  const right = text.match(/[^\u0001-\u007f\uFFFD]/g)?.length ?? 0;
  if (right >= wrong) return text;
  const candidates = [decode(bytes, CODE_PAGE_850), decode(bytes, CODE_PAGE_1252)] as const;
  const [console, program] = candidates.map((each) => each.match(LETTERS)?.length ?? 0);
  return (console ?? 0) > (program ?? 0) ? candidates[0] : candidates[1];
}

/** A text without mark is known by its spaces and digits: every second byte is null. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 1000);
  const nulls = [0, 0];
  start.forEach((byte, i) => {
    if (byte === 0) nulls[i % 2] = (nulls[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = nulls;
  if (Math.max(even, odd) * 3 < start.length || Math.min(even, odd) * 10 > start.length) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** @param page the characters from 128 on; those beyond are Latin-1's */
function decode(bytes: Uint8Array, page: string): string {
  return Array.from(bytes, (byte) => page[byte - 128] ?? String.fromCharCode(byte)).join('');
}
