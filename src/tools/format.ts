/** A format of output that can be read. */
export interface OutputFormat {
  readonly name: string;
  /** What it is, in French. */
  readonly title: string;
  /**
   * Loads its reader, which says what a text of this format says, or throws a ParseError. What it returns is described by
   * `data/schemas/NAME.json`: `npm run schemas` writes it from the type.
   */
  readonly load: () => Promise<(text: string) => unknown>;
}

/** Every format, in the order in which `sonde parse --list` shows them. */
export const outputFormats: readonly OutputFormat[] = [
  {
    name: 'ping',
    title: 'réponses et bilan de ping : Linux, busybox, macOS, FreeBSD, Windows',
    load: async () => (await import('./ping/read-ping.js')).readPing,
  },
  {
    name: 'traceroute',
    title: 'sauts de traceroute : Linux, macOS, BSD',
    load: async () => (await import('./traceroute/read-traceroute.js')).readTraceroute,
  },
  {
    name: 'tracert',
    title: 'sauts de tracert de Windows, en français ou en anglais',
    load: async () => (await import('./tracert/read-tracert.js')).readTracert,
  },
  {
    name: 'tracepath',
    title: 'sauts et MTU de tracepath',
    load: async () => (await import('./tracepath/read-tracepath.js')).readTracepath,
  },
  {
    name: 'mtr',
    title: 'rapport de mtr --report',
    load: async () => (await import('./mtr/read-mtr.js')).readMtr,
  },
  {
    name: 'mtr-json',
    title: 'JSON de mtr --json',
    load: async () => (await import('./mtr/read-mtr.js')).readMtr,
  },
  {
    name: 'ss',
    title: 'table des connexions de ss, ou bilan de ss -s',
    load: async () => (await import('./ss/read-ss.js')).readSs,
  },
  {
    name: 'netstat',
    title:
      'connexions, routes (-rn), interfaces (-i) et compteurs (-s) de netstat : Linux, macOS, BSD, Windows',
    load: async () => (await import('./netstat/read-netstat.js')).readNetstat,
  },
  {
    name: 'route',
    title: 'routes de route -n, ou de route print de Windows',
    load: async () => (await import('./netstat/read-netstat.js')).readNetstat,
  },
  {
    name: 'ip-route',
    title: 'routes de ip route',
    load: async () => (await import('./ip/read-ip-route.js')).readIpRoute,
  },
  {
    name: 'ip-neigh',
    title: 'voisins de ip neigh',
    load: async () => (await import('./ip/read-ip-neigh.js')).readIpNeigh,
  },
  {
    name: 'ip-link',
    title: 'interfaces de ip -s link ou ip addr, avec -o ou -br aussi',
    load: async () => (await import('./ip/read-ip-link.js')).readIpLink,
  },
  {
    name: 'ip-json',
    title: 'JSON de ip -j : addr, link, route ou neigh',
    load: async () => (await import('./ip/read-ip-json.js')).readIpJson,
  },
  {
    name: 'arp',
    title: 'table de arp : Linux, macOS, FreeBSD, Windows',
    load: async () => (await import('./arp/read-arp.js')).readArp,
  },
  {
    name: 'nmap-xml',
    title: 'XML de nmap -oX : hôtes, ports, services, systèmes, scripts',
    load: async () => (await import('./nmap/read-nmap.js')).readNmap,
  },
  {
    name: 'iperf3-json',
    title: 'JSON de iperf3 -J : débits, pertes, gigue, intervalle par intervalle',
    load: async () => (await import('./iperf3/read-iperf3.js')).readIperf3,
  },
];
