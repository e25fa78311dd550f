/** A scenario that has a little of everything. */
export const sound = `title: Essai
teaches: Un essai.
machine: a
nodes:
  a:
  r:
    router: true
    nat: wan
    routes: [{ to: 203.0.113.0/24, via: 10.0.2.2 }]
    filters: [{ drop: udp, ports: 53, in: wan }]
    icmp: { limit: { every: 1 s } }
  b: { tcp: [80], udp: { 53: dns } }
links:
  - between: { a: 10.0.1.1/24, r: 10.0.1.2/24 }
    delay: 5 ms
  - name: wan
    between: { r: 10.0.2.1/24, b: 10.0.2.2/24 }
    rate: 100 Mbit/s
    from: { r: { loss: 2 % } }
names:
  10.0.2.2: www.exemple.fr
changes:
  - { at: 10 s, link: wan, from: r, rate: 1 Mbit/s }
traffic:
  - { from: a, to: 10.0.2.2, rate: 1 Mbit/s, start: 10 s }
`;

/** The sound file with one text in place of another. */
export const changed = (from: string, to: string): string => {
  if (!sound.includes(from)) throw new Error(`not in the file: ${from}`);
  return sound.replace(from, to);
};

/** What is put in place of what, and the fault that is found: « line:column path | problem ». */
export const faults: readonly (readonly [from: string, to: string, fault: string])[] = [
  ['title: Essai', 'title: [1]', '1:8 title | expected a text, got Array'],
  ['title: Essai\n', '', '1:1 title | missing field "title"'],
  ['title: Essai', 'titel: Essai', '1:1 titel | unknown field "titel"'],
  ['machine: a', 'machine: z', '3:10 machine | unknown node z'],
  [
    'machine: a',
    'machine: A b',
    '3:10 machine | expected a name in lower case, digits, dots and hyphens, got "A b"',
  ],
  ['  a:\n', '  a: 3\n', '5:6 nodes.a | expected fields, got 3'],
  ['router: true', 'router: oui', '7:13 nodes.r.router | expected true or false, got "oui"'],
  ['nat: wan', 'nat: lan', '8:10 nodes.r.nat | r has no link named lan'],
  ['via: 10.0.2.2', 'via: 10.0.9.2', '9:41 nodes.r.routes.0.via | no link of r leads to 10.0.9.2'],
  [
    'via: 10.0.2.2',
    'via: 2001:db8::1',
    '9:41 nodes.r.routes.0.via | expected a gateway of the IP version of 203.0.113.0/24',
  ],
  [
    'to: 203.0.113.0/24',
    'to: 203.0.113.1/24',
    '9:20 nodes.r.routes.0.to | expected default or a prefix such as 192.0.2.0/24, got "203.0.113.1/24"',
  ],
  [
    ', via: 10.0.2.2',
    '',
    '9:14 nodes.r.routes.0 | expected either via (a gateway) or type (blackhole, unreachable or prohibit)',
  ],
  [
    'drop: udp',
    'drop: udp, reject: tcp',
    '10:15 nodes.r.filters.0 | expected exactly one of accept, drop and reject, with a protocol',
  ],
  [
    'drop: udp',
    'drop: gre',
    '10:23 nodes.r.filters.0.drop | expected any or icmp or icmpv6 or tcp or udp, got "gre"',
  ],
  [
    'ports: 53',
    'ports: 53-52',
    '10:35 nodes.r.filters.0.ports | expected a port or a range such as 33434-33534, got "53-52"',
  ],
  ['in: wan', 'in: lan', '10:43 nodes.r.filters.0.in | r has no link named lan'],
  [
    'every: 1 s',
    'every: -1 s',
    '11:29 nodes.r.icmp.limit.every | expected a duration such as 5 ms, got "-1 s"',
  ],
  [
    'every: 1 s',
    'every: 25 h',
    '11:29 nodes.r.icmp.limit.every | expected a duration such as 5 ms, from 0 ms to 24 h, got 25 h',
  ],
  ['tcp: [80]', 'tcp: [0]', '12:14 nodes.b.tcp.0 | expected a port, an integer from 1 to 65535, got 0'],
  [
    'tcp: [80]',
    'tcp: [1e99]',
    '12:14 nodes.b.tcp.0 | expected a port, an integer from 1 to 65535, got 1e+99',
  ],
  ['53: dns', '53: http', '12:30 nodes.b.udp.53 | expected echo or discard or dns, got "http"'],
  ['53: dns', '99999: dns', '12:26 nodes.b.udp.99999 | expected a port, got "99999"'],
  [
    'a: 10.0.1.1/24',
    'a: 10.0.1.1',
    '14:19 links.0.between.a.0 | expected an address with its prefix length such as 192.0.2.1/24, got "10.0.1.1"',
  ],
  [
    'a: 10.0.1.1/24',
    'a: 10.0.1.256/24',
    '14:19 links.0.between.a.0 | expected an address with its prefix length such as 192.0.2.1/24, got "10.0.1.256/24"',
  ],
  [
    'a: 10.0.1.1/24',
    'a: 10.0.1.1/33',
    '14:19 links.0.between.a.0 | expected an address with its prefix length such as 192.0.2.1/24, got "10.0.1.1/33"',
  ],
  ['a: 10.0.1.1/24', 'a: 10.0.1.2/24', '14:35 links.0.between.r.0 | the address 10.0.1.2 is given twice'],
  [
    'a: 10.0.1.1/24',
    'a: 10.0.1.0/24',
    '14:19 links.0.between.a.0 | 10.0.1.0/24 is the address of a network, not of a host',
  ],
  [
    'a: 10.0.1.1/24',
    'a: 10.0.1.255/24',
    '14:19 links.0.between.a.0 | 10.0.1.255/24 is the address of a network, not of a host',
  ],
  [
    'a: 10.0.1.1/24',
    'a: 224.0.0.1/24',
    '14:19 links.0.between.a.0 | 224.0.0.1 is not an address for an interface',
  ],
  [
    'r: 10.0.2.1/24, b: 10.0.2.2/24',
    'r: 10.0.2.1/24, b: 10.0.2.2/23',
    '17:19 links.1.between.r.0 | the network 10.0.2.0/24 overlaps 10.0.2.0/23 of the link wan',
  ],
  [
    'b: 10.0.2.2/24 }',
    'b: [10.0.2.2/24, 10.0.1.9/25] }',
    '17:49 links.1.between.b.1 | the network 10.0.1.0/25 overlaps 10.0.1.0/24 of the link a - r',
  ],
  ['{ a: 10.0.1.1/24, r:', '{ a: 10.0.1.1/24, x:', '14:32 links.0.between.x | unknown node x'],
  ['a: 10.0.1.1/24, ', '', '14:14 links.0.between | expected two nodes or more'],
  [
    'rate: 100 Mbit/s',
    'rate: 100 MB/s',
    '18:11 links.1.rate | expected a rate such as 100 Mbit/s, got "100 MB/s"',
  ],
  [
    'rate: 100 Mbit/s',
    'rate: 99999999999999 Tbit/s',
    '18:11 links.1.rate | expected a rate such as 100 Mbit/s, from 1 kbit/s to 10 Tbit/s, got 99999999999999 Tbit/s',
  ],
  [
    'rate: 100 Mbit/s',
    'mtu: 67 bytes',
    '18:10 links.1.mtu | expected a size such as 1500 bytes, from 68 to 65535 bytes, got 67 bytes',
  ],
  [
    'loss: 2 %',
    'loss: 200 %',
    '19:24 links.1.from.r.loss | expected a percentage such as 2 %, from 0 % to 100 %, got 200 %',
  ],
  ['from: { r: {', 'from: { a: {', '19:13 links.1.from.a | a is not on this link'],
  ['10.0.2.2: www', '10.9.2.2: www', '21:3 names.10.9.2.2 | no network here has the address 10.9.2.2'],
  ['www.exemple.fr', '"<b>"', '21:13 names.10.0.2.2.0 | expected a host name, got "<b>"'],
  ['link: wan', 'link: lan', '23:23 changes.0.link | unknown link lan'],
  ['link: wan, from: r', 'link: wan, from: a', '23:34 changes.0.from | a is not on the link wan'],
  [
    'link: wan',
    'link: wan, cut: wan',
    '23:5 changes.0 | expected exactly one of link, cut, restore and node',
  ],
  ['from: a, to', 'from: z, to', '25:13 traffic.0.from | unknown node z'],
  [
    'rate: 1 Mbit/s, start',
    'rate: 1 Tbit/s, start',
    '25:3 traffic | expected at most 20000 packets a second in all, got 83333333',
  ],
  ['title: Essai', 'title: Essai\ntitle: Essai', '2:1  | mapping key "title" already defined at line 1'],
  ['title: Essai', 'title: "Essai', '26:1  | Missing closing "quote'],
  ['title: Essai', 'title: &x Essai', 'none'],
  ['teaches: Un essai.', 'teaches: *x', '2:10  | YAML aliases are not allowed here'],
];
