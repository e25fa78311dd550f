import type { Element } from 'hast';
import { s } from 'hastscript';

/** An outline of 16 × 16 in the colour of the text; the words beside it say what it means. */
const icon = (...paths: readonly string[]): Element =>
  s(
    'svg',
    { className: ['icon'], viewBox: '0 0 16 16', width: 16, height: 16, ariaHidden: 'true' },
    paths.map((d) => s('path', { d, fill: 'none', stroke: 'currentColor', strokeWidth: 1.6 })),
  );

/**
 * A magnifying glass.
 *
 * @example
 * ```ts
 * h('button', [searchIcon(), h('span', 'Rechercher')]);
 * ```
 */
export const searchIcon = (): Element => icon('M7 2a5 5 0 1 0 0 10a5 5 0 1 0 0-10z', 'M10.6 10.6L14.5 14.5');

/**
 * A crescent.
 *
 * @example
 * ```ts
 * h('button', [schemeIcon(), h('span', 'Thème sombre')]);
 * ```
 */
export const schemeIcon = (): Element => icon('M13.5 9.8A6 6 0 1 1 6.2 2.5a4.8 4.8 0 0 0 7.3 7.3z');
