/** The part of opentype.js which is used here; the package has no declarations. */
declare module 'opentype.js' {
  export interface Font {
    readonly unitsPerEm: number;
    readonly ascender: number;
    readonly descender: number;
    charToGlyph(character: string): { readonly advanceWidth?: number };
  }

  const opentype: { parse(font: ArrayBuffer): Font };
  export default opentype;
}
