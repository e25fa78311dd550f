import fc from 'fast-check';

/** Fields of every kind, each with values that some packets of the course have. */
const numbers: readonly (readonly [field: string, values: readonly string[]])[] = [
  ['tcp.port', ['80', '443', '8080', '0x50']],
  ['tcp.flags', ['0x10', '2', '0x18']],
  ['tcp.window_size_value', ['502', '0', '64240']],
  ['tcp.len', ['0', '1448', '78']],
  ['tcp.flags.syn', ['1', '0', 'true']],
  ['tcp.options.mss_val', ['1460']],
  ['udp.port', ['53', '123', '67', '33434']],
  ['udp.length', ['8', '40', '056']],
  ['ip.ttl', ['64', '63', '1']],
  ['ip.proto', ['6', '17', '1']],
  ['ip.len', ['84', '1500', '60']],
  ['ip.flags.df', ['1', '0', 'false']],
  ['ip.frag_offset', ['0', '185']],
  ['ip.checksum.status', ['0', '1', '2']],
  ['icmp.type', ['0', '8', '3', '11']],
  ['icmp.code', ['0', '3', '4']],
  ['icmpv6.type', ['128', '135', '136']],
  ['dns.flags.rcode', ['0', '3']],
  ['dns.qry.type', ['1', '28']],
  ['dhcp.option.type', ['53', '12']],
  ['vlan.id', ['100', '10']],
  ['arp.opcode', ['1', '2']],
  ['frame.len', ['74', '98', '1514', '100']],
  ['frame.number', ['1', '3', '10']],
  ['eth.type', ['0x0800', '0x86dd']],
];
const others: readonly (readonly [field: string, values: readonly string[]])[] = [
  ['ip.addr', ['192.0.2.10', '198.51.100.80', '192.0.2.0/24', '198.51.0.0/16']],
  ['ip.src', ['192.0.2.10', '198.51.100.80', '192.0.2.0/28']],
  ['ipv6.addr', ['2001:db8:1::10', '2001:db8::/32', 'ff02::/16']],
  ['eth.addr', ['00:00:5e:00:53:01', 'ff:ff:ff:ff:ff:ff']],
  ['eth.dst', ['00-00-5e-00-53-02']],
  ['arp.src.hw_mac', ['00:00:5e:00:53:01']],
];
const texts: readonly (readonly [field: string, values: readonly string[]])[] = [
  ['dns.qry.name', ['"www.exemple.fr"', '"exemple"', '"."']],
  ['http.host', ['"192.0.2.1"', '"w"']],
  ['http.request.method', ['"GET"', '"G"']],
  ['frame', ['"HTTP"', '08:00', '"ping"']],
  ['tcp.payload', ['47:45', '"GET"']],
  ['eth.src', ['00:53', '5e']],
];
const protocols = [
  'ip',
  'ipv6',
  'tcp',
  'udp',
  'icmp',
  'icmpv6',
  'dns',
  'http',
  'tls',
  'arp',
  'dhcp',
  'ntp',
  'vlan',
  'data',
  'frame',
];

const pick = (from: typeof numbers): fc.Arbitrary<readonly [string, string, string]> =>
  fc
    .constantFrom(...from)
    .chain(([field, values]) =>
      fc.tuple(fc.constant(field), fc.constantFrom(...values), fc.constantFrom(...values)),
    );
const equality = fc.constantFrom('==', '!=', 'eq', 'ne', '===', '!==', '~=', 'any_eq', 'all_ne');
const order = fc.constantFrom('<', '>', '<=', '>=', 'lt', 'ge');
const test: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...protocols),
  fc
    .tuple(pick([...numbers, ...others]), equality)
    .map(([[field, value], sign]) => `${field} ${sign} ${value}`),
  fc
    .tuple(pick(numbers.filter(([field]) => !/flags\.(syn|df)/.test(field))), order)
    .map(([[field, value], sign]) => `${field} ${sign} ${value}`),
  pick(numbers).map(([field, one, two]) => `${field} in {${one}, ${two}}`),
  pick(others).map(([field, one, two]) => `${field} in {${one}, ${two}}`),
  fc
    .tuple(pick(texts), fc.constantFrom('contains', 'contains'))
    .map(([[field, value], verb]) => `${field} ${verb} ${value}`),
  pick(numbers).map(([field]) => field),
  fc.constantFrom(
    'tcp.flags & 0x12',
    'ip.src[0:2] == c0:00',
    'eth.dst[3-5] == 00:53:02',
    'tcp[13] & 2',
    'len(dns.qry.name) > 10',
    'count(tcp.option_kind) > 3',
    'lower(http.host) contains "1"',
    'http.user_agent matches "^N"',
    'tcp.port in {1..1024}',
    'frame.len in {60..100, 1514}',
    'ip.src == ip.dst',
    'udp.srcport != udp.dstport',
    'not tcp.port in {80, 443}',
  ),
);

/** Random filters of the whole grammar, but for `xor`, which Wireshark 4.0 does not know yet. */
export const anyFilter: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 3, arbitrary: test },
    fc
      .tuple(tie('filter'), fc.constantFrom('and', '&&', 'or', '||'), tie('filter'))
      .map(([left, sign, right]) => `${left} ${sign} ${right}`),
    fc.tuple(fc.constantFrom('not ', '!'), tie('filter')).map(([sign, filter]) => `${sign}(${filter})`),
    tie('filter').map((filter) => `(${filter})`),
  ),
})).filter;
