import type { DnsQuestion } from '../packet/dns.js';
import type { DnsRecord } from '../packet/dns/record.js';
import { ipv6Text } from '../packet/address.js';
import { versionOf } from '../scenario/prefix.js';
import type { ScenarioName } from '../scenario/scenario.js';

/** The names of a simulated network, both ways. */
export interface SimulatedNames {
  /** The addresses of a name, in the order of the scenario; none for a name that nobody has. */
  resolve(name: string): readonly string[];
  /** The name of an address, as a PTR record gives it; `undefined` when it has none. */
  reverse(address: string): string | undefined;
}

/** The names that a scenario gives. */
export class NameTable implements SimulatedNames {
  readonly #addresses = new Map<string, string[]>();
  readonly #names = new Map<string, string>();

  constructor(names: readonly ScenarioName[]) {
    for (const { name, address, reverse } of names) {
      const key = name.toLowerCase();
      const addresses = this.#addresses.get(key) ?? [];
      if (!addresses.includes(address)) addresses.push(address);
      this.#addresses.set(key, addresses);
      if (reverse && !this.#names.has(address)) this.#names.set(address, name);
    }
  }

  resolve(name: string): readonly string[] {
    return this.#addresses.get(name.toLowerCase().replace(/\.$/, '')) ?? [];
  }

  reverse(address: string): string | undefined {
    return this.#names.get(address);
  }
}

/** Short, so that one can watch a cache forget a name. */
const TTL_SECONDS = 300;

/** What the DNS says to a question; `undefined` when there is no such name. */
export function answersTo(question: DnsQuestion, names: SimulatedNames): readonly DnsRecord[] | undefined {
  const name = question.name.toLowerCase().replace(/\.$/, '');
  if (name.endsWith('.arpa')) return pointersOf(question, name, names);
  const addresses = names.resolve(name);
  if (addresses.length === 0) return undefined;
  return addresses
    .map((address) => ({ address, type: versionOf(address) === 6 ? ('AAAA' as const) : ('A' as const) }))
    .filter(({ type }) => type === question.type)
    .map((data) => ({ ...data, name: question.name, ttlSeconds: TTL_SECONDS }));
}

function pointersOf(
  question: DnsQuestion,
  name: string,
  names: SimulatedNames,
): readonly DnsRecord[] | undefined {
  const address = addressOfPointer(name);
  const target = address === undefined ? undefined : names.reverse(address);
  if (target === undefined) return undefined;
  if (question.type !== 'PTR') return [];
  return [{ type: 'PTR', name: question.name, target, ttlSeconds: TTL_SECONDS }];
}

/** The address that is written backwards in a name of in-addr.arpa or ip6.arpa (RFC 1035, section 3.5; RFC 3596). */
function addressOfPointer(name: string): string | undefined {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/.exec(name);
  if (v4) return v4.slice(1).reverse().join('.');
  const v6 = /^((?:[0-9a-f]\.){32})ip6\.arpa$/.exec(name)?.[1];
  if (v6 === undefined) return undefined;
  const digits = v6.split('.').slice(0, 32).reverse().join('');
  return ipv6Text(Uint8Array.from({ length: 16 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16)));
}
