import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Font } from 'opentype.js';

/** The files of the course's typeface, regular and semibold: the ones resvg draws with. */
export function fontFiles(): string[] {
  return [interFile('400Regular'), interFile('600SemiBold')];
}

function interFile(style: string): string {
  const folder = path.dirname(require.resolve('@expo-google-fonts/inter/package.json'));
  return path.join(folder, style, `Inter_${style}.ttf`);
}

/** Measures texts as a browser with the course's typeface would. */
export interface TextMetrics {
  /**
   * The width of a text on one line, without kerning (opentype.js does not shape Inter): at most 1 % too wide.
   *
   * @param text plain text.
   * @param fontPx the size of the letters, in pixels.
   * @param bold whether it is set in semibold.
   */
  widthPx(text: string, fontPx: number, bold: boolean): number;
  /** Height above the baseline, in ems. */
  readonly ascentEm: number;
  /** Depth under the baseline, in ems. */
  readonly descentEm: number;
}

/**
 * Reads the typeface (0.1 s) and returns what measures with it.
 *
 * @throws Error when the font package is not installed.
 */
export async function loadTextMetrics(): Promise<TextMetrics> {
  const { default: opentype } = await import('opentype.js');
  const [regular, semibold] = fontFiles().map((file) =>
    opentype.parse(Uint8Array.from(readFileSync(file)).buffer),
  ) as [Font, Font];
  const advances = new Map<string, number>();
  const advanceEm = (character: string, font: Font): number => {
    const key = `${font === regular ? 'r' : 's'}${character}`;
    const known = advances.get(key);
    if (known !== undefined) return known;
    const em = (font.charToGlyph(character).advanceWidth ?? font.unitsPerEm / 2) / font.unitsPerEm;
    advances.set(key, em);
    return em;
  };
  return {
    widthPx: (text, fontPx, bold) => {
      const font = bold ? semibold : regular;
      return Array.from(text).reduce((em, character) => em + advanceEm(character, font), 0) * fontPx;
    },
    ascentEm: regular.ascender / regular.unitsPerEm,
    descentEm: -regular.descender / regular.unitsPerEm,
  };
}
