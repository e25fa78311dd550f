/// <reference lib="dom" />
/** Loads a classic script, once: modules and fetch are refused on file://. */
export function loadScript(url: string): Promise<void> {
  const loading = loaded.get(url) ?? inserted(url);
  loaded.set(url, loading);
  return loading;
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
