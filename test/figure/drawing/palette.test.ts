import { expect, test } from 'vitest';
import { figure } from 'sonde';

const schemes = { light: figure.palette, dark: figure.darkPalette };
const strong = ['ink', 'muted', 'blue', 'vermillion', 'green', 'purple', 'amber'] as const;
/** Those that series and marks are told by. */
const categories = ['blue', 'vermillion', 'green', 'purple', 'amber'] as const;
/** In the order in which layers and fields take them; a text is always written on them. */
const neighbours = ['blueTint', 'amberTint', 'greenTint', 'vermillionTint', 'purpleTint'] as const;
const tints = ['blueTint', 'vermillionTint', 'greenTint', 'purpleTint', 'amberTint', 'greyTint'] as const;

test.each(['light', 'dark'] as const)(
  '%s: every strong colour can be read on the background (WCAG 4.5)',
  (scheme) => {
    for (const name of strong) {
      expect(contrast(schemes[scheme][name], schemes[scheme].surface), name).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test.each(['light', 'dark'] as const)('%s: text can be read on every tint (WCAG 7)', (scheme) => {
  for (const tint of tints) {
    expect(contrast(schemes[scheme].ink, schemes[scheme][tint]), tint).toBeGreaterThanOrEqual(7);
  }
});

test.each(['light', 'dark'] as const)(
  '%s: two strong colours stay apart for every kind of colour blindness, and neighbouring tints can be told',
  (scheme) => {
    for (const [sight, matrix] of Object.entries(sights)) {
      const seen = (name: figure.ColourName): Triple => lab(through(matrix, linear(schemes[scheme][name])));
      for (const [a, b] of pairs(categories))
        expect(distance(seen(a), seen(b)), `${sight}: ${a}, ${b}`).toBeGreaterThanOrEqual(10);
      for (const [i, tint] of neighbours.entries()) {
        const next = neighbours[(i + 1) % neighbours.length] ?? tint;
        expect(distance(seen(tint), seen(next)), `${sight}: ${tint}, ${next}`).toBeGreaterThanOrEqual(3);
      }
    }
  },
);

test('each light colour has its own dark twin', () => {
  expect(new Set(Object.values(figure.palette)).size).toBe(Object.keys(figure.palette).length);
  expect(Object.keys(figure.lightToDark)).toEqual(Object.values(figure.palette));
});

test('inScheme changes every colour, and nothing else', () => {
  const drawn = figure.ttlHops(57);
  const dark = JSON.stringify(figure.inScheme(drawn, 'dark'));
  for (const light of Object.values(figure.palette)) expect(dark).not.toContain(light);
  expect(figure.inScheme(drawn, 'light')).toBe(drawn);
  expect(figure.inScheme(drawn, 'dark').alt).toBe(drawn.alt);
});

/** What colour blindness leaves of linear red, green and blue: Machado, Oliveira and Fernandes (2009), severity 1. */
const sights = {
  ordinary: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

type Triple = readonly [number, number, number];

function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((a, i) => all.slice(i + 1).map((b): [T, T] => [a, b]));
}

function linear(hex: string): Triple {
  return [1, 3, 5].map((start) => {
    const channel = parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

function through(matrix: readonly number[], [r, g, b]: Triple): Triple {
  return [0, 3, 6].map((row) => {
    const [x = 0, y = 0, z = 0] = matrix.slice(row, row + 3);
    return Math.min(1, Math.max(0, x * r + y * g + z * b));
  }) as unknown as Triple;
}

/** CIE 1976 L*a*b*, D65: a difference of 2.3 is just noticed side by side. */
function lab([r, g, b]: Triple): Triple {
  const x = cubeRoot((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = cubeRoot(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = cubeRoot((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function cubeRoot(share: number): number {
  return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
}

function distance(a: Triple, b: Triple): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
