/// <reference lib="dom" />
type Scheme = 'light' | 'dark';

const storageKey = 'sonde-scheme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** The scheme the reader chose on a former visit. */
export function savedScheme(): Scheme | undefined {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    return undefined; // Storage may be forbidden, on file:// for instance.
  }
}

/** The scheme that the page shows now. */
export function currentScheme(): Scheme {
  const chosen = document.documentElement.dataset['scheme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return systemIsDark.matches ? 'dark' : 'light';
}

/** Calls back now and each time the scheme changes, by the reader or by the system. */
export function onScheme(callback: (scheme: Scheme) => void): void {
  const tell = () => {
    callback(currentScheme());
  };
  systemIsDark.addEventListener('change', tell);
  document.addEventListener('sonde:scheme', tell);
  tell();
}

/** Makes the header's button switch the scheme. */
export function startSchemeButton(): void {
  const button = document.getElementById('scheme-button');
  if (!button) return;
  button.hidden = false;
  onScheme((scheme) => {
    button.setAttribute('aria-pressed', String(scheme === 'dark'));
  });
  button.addEventListener('click', () => {
    choose(currentScheme() === 'dark' ? 'light' : 'dark');
  });
}

function choose(scheme: Scheme): void {
  document.documentElement.dataset['scheme'] = scheme;
  try {
    localStorage.setItem(storageKey, scheme);
  } catch {
    // The choice then lasts as long as the page.
  }
  document.dispatchEvent(new Event('sonde:scheme'));
}
