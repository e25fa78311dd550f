/// <reference lib="dom" />

/**
 * Why the server refused a connection, in French: asked the other way, for browsers keep it from pages.
 *
 * @param address of the kernel, token included
 */
export async function whyRefused(address: URL): Promise<string> {
  try {
    // A POST carries its origin, as a WebSocket does.
    const { status } = await fetch(address, { method: 'POST' });
    return texts[status] ?? `La connexion avec tslab a été refusée (${status})\u202f: réessayez.`;
  } catch {
    return 'Le serveur du livre ne répond plus\u202f: relancez npm start dans le dossier du cours.';
  }
}

/** What to do without the right token. */
export const askForAddress =
  'Ouvrez le cours par l’adresse à vous seul que npm start a écrite dans le terminal\u202f: elle contient le jeton de cette session.';

const texts: Readonly<Record<number, string>> = {
  403: `Le jeton de cette page n’est pas ou n’est plus le bon. ${askForAddress}`,
  503: 'Trop de pages ont déjà leur tslab\u202f: fermez-en une, puis réessayez.',
};
