import { type DocumentPath, FieldFault } from '../document/document.js';
import type { ScenarioFile } from './file-schema.js';
import { addressBytes, broadcastOf, contains, networkOf, overlap, versionOf } from './prefix.js';
import type { ScenarioAddress, ScenarioLink, ScenarioNode } from './scenario.js';

/** An address and where the file gives it. */
interface Placed extends ScenarioAddress {
  readonly path: DocumentPath;
  /** Its link; each loopback address is a network of its own. */
  readonly link: string | undefined;
}

/**
 * Each address is given once, is one that a host may have, and no network overlaps that of another link.
 *
 * @throws FieldFault
 */
export function checkAddresses(
  file: ScenarioFile,
  nodes: readonly ScenarioNode[],
  links: readonly ScenarioLink[],
): void {
  const placed = [...linkAddresses(links), ...loopbackAddresses(nodes)];
  placed.forEach(checkUsable);
  checkUnique(placed);
  checkNetworks(placed);
  checkNamed(file, placed);
}

function linkAddresses(links: readonly ScenarioLink[]): readonly Placed[] {
  return links.flatMap(({ name, ends }, i) =>
    ends.flatMap(({ node, addresses }) =>
      addresses.map((address, j) => ({ ...address, path: ['links', i, 'between', node, j], link: name })),
    ),
  );
}

function loopbackAddresses(nodes: readonly ScenarioNode[]): readonly Placed[] {
  return nodes.flatMap(({ name, addresses }) =>
    addresses.map((address, j) => ({ ...address, path: ['nodes', name, 'addresses', j], link: undefined })),
  );
}

function checkUsable(placed: Placed): void {
  const { address, prefixLength, path } = placed;
  const first = addressBytes(address)[0] ?? 0;
  const reserved =
    versionOf(address) === 6 ? first === 0 || first === 0xff : first === 0 || first === 127 || first >= 224;
  if (reserved) throw new FieldFault(path, `${address} is not an address for an interface`);
  const network = networkOf(placed).split('/')[0];
  if (address === broadcastOf(placed) || (network === address && prefixLength < 31)) {
    throw new FieldFault(path, `${address}/${prefixLength} is the address of a network, not of a host`);
  }
}

function checkUnique(placed: readonly Placed[]): void {
  const seen = new Set<string>();
  for (const { address, path } of placed) {
    if (seen.has(address)) throw new FieldFault(path, `the address ${address} is given twice`);
    seen.add(address);
  }
}

/** Sorted by their first address, networks that overlap follow each other or one that covers both. */
function checkNetworks(placed: readonly Placed[]): void {
  const sorted = placed
    .map((entry) => ({ entry, key: sortKey(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.entry.prefixLength - b.entry.prefixLength))
    .map(({ entry }) => entry);
  let widest: Placed | undefined;
  for (const entry of sorted) {
    if (widest && overlap(widest, entry)) {
      const same =
        networkOf(widest) === networkOf(entry) && widest.link !== undefined && widest.link === entry.link;
      if (!same) throw overlapFault(widest, entry);
    } else widest = entry;
  }
}

function sortKey(placed: Placed): string {
  const network = networkOf(placed).split('/')[0] ?? '';
  return Array.from(addressBytes(network), (byte) => String.fromCharCode(byte))
    .join('')
    .padStart(17, versionOf(network) === 6 ? '6' : '4');
}

function overlapFault(a: Placed, b: Placed): FieldFault {
  const place = a.link === undefined ? 'a loopback' : `the link ${a.link}`;
  return new FieldFault(b.path, `the network ${networkOf(b)} overlaps ${networkOf(a)} of ${place}`);
}

/** A name may be that of a host that is not there any more, but its address must be one that packets could go to. */
function checkNamed(file: ScenarioFile, placed: readonly Placed[]): void {
  for (const address of Object.keys(file.names ?? {})) {
    if (!LOOPBACK.has(address) && !placed.some((network) => contains(network, address))) {
      throw new FieldFault(['names', address], `no network here has the address ${address}`, 'key');
    }
  }
}

/** Every node has these. */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1']);
