import type { BuildOptions } from 'esbuild';

/** How the scripts of pages are bundled: classic ones, for a page opened from a disk may not import. */
export const pageBundle = {
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'eof',
  logLevel: 'silent',
} as const satisfies BuildOptions;
