/** Addresses, words and sets, brought to one spelling each. */
import { ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text } from '../packet/address.js';
import { ParseError } from '../parse-error.js';

/** What could not be read, with the reason in French. */
export interface Unreadable {
  readonly refused: string;
}

/**
 * The usual spelling (RFC 5952 for IPv6) of an address, brackets and prefix length apart.
 *
 * @param text such as `192.0.2.1`, `2001:DB8:0::1`, `[::1]`
 */
export function addressText(text: string): string | Unreadable {
  const bare = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (bare.includes('/'))
    return { refused: `« ${text} » est un préfixe : on attend une adresse seule, sans « / ».` };
  try {
    return bare.includes(':') ? ipv6Text(ipv6Bytes(bare)) : ipv4Text(ipv4Bytes(bare));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { refused: addressFault(bare, text) };
  }
}

function addressFault(bare: string, text: string): string {
  if (/^[\d.]+:\d+$/.test(bare)) return `« ${text} » porte un port : on attend l’adresse seule.`;
  if (/^\d+(?:\.\d+)*$/.test(bare))
    return `« ${text} » n’est pas une adresse IPv4 : il y faut quatre nombres de 0 à 255, sans zéro devant.`;
  return `« ${text} » n’est pas une adresse IPv4 ni IPv6.`;
}

/**
 * A word without case, accents, punctuation or spaces: `TIME_WAIT`, `time-wait` and `Time Wait` are one.
 *
 * @param text one word or a few
 */
export function wordText(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters.replace(/[^\p{L}\p{N}]/gu, '');
}

/** More than any exercise of the course asks for. */
const LARGEST_SET = 200;

/**
 * The parts of a set, written with commas, semicolons, new lines or « et » between them; or with spaces alone.
 *
 * @param text such as `22, 80 et 443`
 */
export function partsOf(text: string): readonly string[] | Unreadable {
  const bare = text.trim().replace(/^[[{(](.*)[\]})]$/s, '$1');
  const marked = /[,;\n]|\set\s/.test(bare);
  const parts = bare
    .split(marked ? /[,;\n]|\set\s/ : /\s/)
    .map((part) => part.trim().replace(/^["'«]\s*|\s*["'»]$/g, ''))
    .filter((part) => part !== '');
  if (parts.length > LARGEST_SET)
    return { refused: `Plus de ${LARGEST_SET} éléments : on en attend quelques-uns.` };
  return parts;
}
