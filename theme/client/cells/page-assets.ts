/// <reference lib="dom" />
import { loadScript } from '../classic-script.js';

/** Where a script of the site is, whatever the page and the base path. */
export function pageAssetUrl(name: string): string {
  const ours = document.querySelector<HTMLScriptElement>('script[data-plotly]')?.src;
  return new URL(`${encodeURIComponent(name)}.js`, ours ?? document.baseURI).href;
}

const holder = globalThis as { sondeAssets?: Record<string, unknown> };

/**
 * What a script of `assets/` brings.
 *
 * @param name such as `data-captures`
 * @throws Error when it does not load
 */
export async function pageAsset(name: string): Promise<unknown> {
  await loadScript(pageAssetUrl(name));
  const value = holder.sondeAssets?.[name];
  if (value === undefined) throw new Error(`assets/${name}.js is not what it should be`);
  return value;
}
