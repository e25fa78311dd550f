/// <reference lib="dom" />
/** Scripts and values that a page loads when they are needed, as classic scripts: modules and fetch are refused on file://. */

/** Loads a script, once. */
export function loadScript(url: string): Promise<void> {
  const loading = loaded.get(url) ?? inserted(url);
  loaded.set(url, loading);
  return loading;
}

/**
 * What a script of ours brings: a value that the site keeps beside its pages.
 *
 * @param url of a script that `assetScript` wrote
 * @param name under which it gives the value
 * @throws Error when it does not load
 */
export async function loadValue(url: string, name: string): Promise<unknown> {
  await loadScript(url);
  const { sondeAssets } = globalThis as { sondeAssets?: Readonly<Record<string, unknown>> };
  const value = sondeAssets?.[name];
  if (value === undefined) throw new Error(`${url} is not what it should be`);
  return value;
}

const loaded = new Map<string, Promise<void>>();

function inserted(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => {
      resolve();
    };
    script.onerror = () => {
      reject(new Error(`${url} did not load`));
    };
    document.head.append(script);
  });
}

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
