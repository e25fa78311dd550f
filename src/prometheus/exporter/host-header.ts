/**
 * Whether a Host header names us: any address, since no page can make an address its own name, `localhost`, or one of the
 * names that the exporter was given.
 *
 * @see RFC 9110, section 7.2
 */
export function hostIsOurs(
  header: string | readonly string[] | undefined,
  names: readonly string[],
): boolean {
  if (typeof header !== 'string') return false;
  const host = /^(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?$/i.exec(header)?.[1]?.toLowerCase();
  if (host === undefined) return false;
  const isAddress = host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
  return isAddress || host === 'localhost' || names.some((name) => name.toLowerCase() === host);
}
