import type { GenericSchema } from 'valibot';

/** A format of output that can be read. */
export interface OutputFormat {
  readonly name: string;
  /** What it is, in French. */
  readonly title: string;
  /** Loads its parser and the schema of what it gives. */
  readonly load: () => Promise<LoadedFormat>;
}

/** How a format is read. */
export interface LoadedFormat {
  /**
   * What the text says, or the promise of it.
   *
   * @throws ParseError
   */
  readonly parse: (text: string) => unknown;
  readonly schema: GenericSchema;
}

/** A parser and a schema, each in a module of its own: the library of schemas is loaded for who asks only. */
function format<P, S>(
  name: string,
  title: string,
  modules: () => Promise<readonly [P, S]>,
  choose: (parser: P, schema: S) => LoadedFormat,
): OutputFormat {
  return { name, title, load: async () => choose(...(await modules())) };
}

/** Every format, in the order in which `sonde parse --list` shows them. */
export const outputFormats: readonly OutputFormat[] = [
  format(
    'ping',
    'réponses et bilan de ping : Linux, busybox, macOS, FreeBSD, Windows',
    async () =>
      [await import('./ping/ping-output.js'), await import('./ping/ping-output-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parsePingOutput, schema: schema.pingOutputSchema }),
  ),
  format(
    'traceroute',
    'sauts de traceroute : Linux, macOS, BSD',
    async () =>
      [
        await import('./traceroute/traceroute-output.js'),
        await import('./traceroute/traceroute-output-schema.js'),
      ] as const,
    (parser, schema) => ({ parse: parser.parseTracerouteOutput, schema: schema.tracerouteOutputSchema }),
  ),
  format(
    'tracert',
    'sauts de tracert de Windows, en français ou en anglais',
    async () =>
      [
        await import('./tracert/tracert-output.js'),
        await import('./tracert/tracert-output-schema.js'),
      ] as const,
    (parser, schema) => ({ parse: parser.parseTracertOutput, schema: schema.tracertOutputSchema }),
  ),
  format(
    'tracepath',
    'sauts et MTU de tracepath',
    async () =>
      [
        await import('./tracepath/tracepath-output.js'),
        await import('./tracepath/tracepath-output-schema.js'),
      ] as const,
    (parser, schema) => ({ parse: parser.parseTracepathOutput, schema: schema.tracepathOutputSchema }),
  ),
  format(
    'mtr',
    'rapport de mtr --report',
    async () =>
      [await import('./mtr/mtr-output-report.js'), await import('./mtr/mtr-output-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseMtrReport, schema: schema.mtrOutputSchema }),
  ),
  format(
    'mtr-json',
    'JSON de mtr --json',
    async () =>
      [await import('./mtr/mtr-output-json.js'), await import('./mtr/mtr-output-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseMtrJson, schema: schema.mtrOutputSchema }),
  ),
  format(
    'ss',
    'table des connexions de ss, ou bilan de ss -s',
    async () => [await import('./ss/read-ss.js'), await import('./ss/ss-output-schema.js')] as const,
    (parser, schema) => ({ parse: parser.readSs, schema: schema.ssOutputSchema }),
  ),
  format(
    'netstat',
    'connexions, routes (-rn), interfaces (-i) et compteurs (-s) de netstat : Linux, macOS, BSD',
    async () =>
      [
        await import('./netstat/read-netstat.js'),
        await import('./netstat/netstat-output-schema.js'),
      ] as const,
    (parser, schema) => ({ parse: parser.readNetstat, schema: schema.netstatOutputSchema }),
  ),
  format(
    'ip-route',
    'routes de ip route',
    async () => [await import('./ip/ip-output-route.js'), await import('./ip/ip-output-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseIpRoute, schema: schema.ipRouteSchema }),
  ),
  format(
    'ip-neigh',
    'voisins de ip neigh',
    async () =>
      [await import('./ip/ip-output-neighbour.js'), await import('./ip/ip-output-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseIpNeigh, schema: schema.ipNeighSchema }),
  ),
  format(
    'ip-link',
    'interfaces de ip -s link ou ip addr',
    async () => [await import('./ip/ip-output-link.js'), await import('./ip/ip-output-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseIpLink, schema: schema.ipLinkSchema }),
  ),
  format(
    'ip-json',
    'JSON de ip -j : addr, link, route ou neigh',
    async () =>
      [await import('./ip/ip-output-json.js'), await import('./ip/ip-output-json-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseIpJson, schema: schema.ipJsonSchema }),
  ),
  format(
    'arp',
    'table de arp : Linux, macOS, FreeBSD, Windows',
    async () => [await import('./arp/arp-output.js'), await import('./arp/arp-output-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseArpOutput, schema: schema.arpOutputSchema }),
  ),
  format(
    'nmap-xml',
    'XML de nmap -oX : hôtes, ports, services, systèmes, scripts',
    async () => [await import('./nmap/nmap-xml.js'), await import('./nmap/nmap-xml-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseNmapXml, schema: schema.nmapXmlSchema }),
  ),
  format(
    'iperf3-json',
    'JSON de iperf3 -J : débits, pertes, gigue, intervalle par intervalle',
    async () =>
      [await import('./iperf3/iperf3-json.js'), await import('./iperf3/iperf3-json-schema.js')] as const,
    (parser, schema) => ({ parse: parser.parseIperf3Json, schema: schema.iperf3JsonSchema }),
  ),
];
