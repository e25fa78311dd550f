/// <reference lib="dom" />
import { loadScript } from '../classic-script.js';
import { pageAssetUrl } from './page-assets.js';

/**
 * Shows code that a student changed: at once, then in colours when their script is there.
 *
 * @param code the element
 * @param source its text
 */
export function showCode(code: HTMLElement, source: string): void {
  code.textContent = source;
  loadScript(pageAssetUrl('colours')).then(
    () => {
      const { sondeColours } = globalThis as unknown as {
        readonly sondeColours: (source: string) => DocumentFragment;
      };
      // It may have changed again, or be as published.
      if (code.textContent === source) code.replaceChildren(sondeColours(source));
    },
    () => undefined, // Without colours, it is the same code.
  );
}
