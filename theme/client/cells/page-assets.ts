/// <reference lib="dom" />
import { loadValue } from '../classic-script.js';

/** Where a script of the site is, whatever the page and the base path. */
export function pageAssetUrl(name: string): string {
  const ours = document.querySelector<HTMLScriptElement>('script[data-plotly]')?.src;
  return new URL(`${encodeURIComponent(name)}.js`, ours ?? document.baseURI).href;
}

/**
 * What a script of `assets/` brings.
 *
 * @param name such as `data-captures`
 * @throws Error when it does not load
 */
export function pageAsset(name: string): Promise<unknown> {
  return loadValue(pageAssetUrl(name), name);
}
