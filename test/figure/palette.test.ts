import { expect, test } from 'vitest';
import { figure } from 'sonde';

const schemes = { light: figure.palette, dark: figure.darkPalette };
const strong = ['ink', 'muted', 'blue', 'vermillion', 'green', 'purple', 'amber'] as const;
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

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
