import type { Figure } from './figure.js';

/** The two backgrounds a figure may stand on. */
export type Scheme = 'light' | 'dark';

/**
 * The colours of the course on a light background. The strong ones descend from Okabe and Ito's palette
 * ("Color Universal Design", 2008), darkened until each has a contrast of 4.5 with white, so that they also
 * serve for text, and stay apart in lightness when printed in grey. The tints are for surfaces under text.
 */
export const palette = {
  surface: '#ffffff',
  ink: '#1b2733',
  muted: '#56636f',
  grid: '#dfe4e9',
  blue: '#0068a8',
  vermillion: '#c04b00',
  green: '#00795a',
  purple: '#9c3f7c',
  amber: '#604500',
  blueTint: '#d6e8f5',
  vermillionTint: '#fbe2d0',
  greenTint: '#d3eee4',
  purpleTint: '#f3dcea',
  amberTint: '#f7ecc8',
  greyTint: '#e9edf0',
} as const;

/** The name of a colour of the course. */
export type ColourName = keyof typeof palette;

/** The same colours on a dark background: each has the role, and at least the contrast, of its light twin. */
export const darkPalette: Readonly<Record<ColourName, string>> = {
  surface: '#14191e',
  ink: '#e8edf1',
  muted: '#a3afba',
  grid: '#333d47',
  blue: '#5cb3ec',
  vermillion: '#f5935a',
  green: '#3fc79c',
  purple: '#e28cc4',
  amber: '#e5bd4a',
  blueTint: '#123a55',
  vermillionTint: '#55290c',
  greenTint: '#0b4334',
  purpleTint: '#4b2140',
  amberTint: '#463a0d',
  greyTint: '#262e36',
};

/** Each light colour with its dark twin: all that a page needs to follow the reader's scheme. */
export const lightToDark: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(palette).map(([name, light]) => [light, darkPalette[name as ColourName]]),
);

const lightColour = new RegExp(Object.keys(lightToDark).join('|'), 'g');

/**
 * The same figure in the colours of a scheme. Figures are written with the light palette only; this is the
 * one place (with the page's script) that knows the dark one.
 *
 * @param figure a figure in light colours, as every function of this folder returns it.
 * @param scheme the background it will stand on.
 * @returns the figure itself for `light`, a recoloured copy for `dark`.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const dark = figure.inScheme(figure.ttlHops(57), 'dark');
 * console.log(dark.title);
 * ```
 */
export function inScheme(figure: Figure, scheme: Scheme): Figure {
  if (scheme === 'light') return figure;
  const recoloured = JSON.stringify(figure).replace(lightColour, (light) => lightToDark[light] ?? light);
  return JSON.parse(recoloured) as Figure;
}
