import { consolePattern, matchConsole } from '../text/console-text.js';
import { type OutputLine, lineFault, natural, wordsOf } from '../text/output-line.js';
import { isAddress, readNetwork } from '../text/printed-host.js';
import { type TableRows, readRows } from '../text/printed-table.js';
import type { NetstatInterface } from './netstat-interfaces.js';
import type { NetstatIpv6Route } from './netstat-ipv6-routes.js';
import type { NetstatRoute } from './netstat-routes.js';
import type { NetstatLine, NetstatProtocol } from './netstat-statistics.js';
import type { NetstatTable } from './netstat-table.js';
import { type NetstatSocket, endpoint } from './read-netstat-sockets.js';

/** The names of columns of sockets: Windows leaves two blanks before them, net-tools none. */
const SOCKETS = consolePattern(
  '^ {1,4}Proto +(?:Local Address|Adresse locale) +(?:Foreign Address|Adresse distante)',
);
const SOCKETS_TITLE = /^(?:Active Connections|Connexions actives)\s*$/;
const RULE = /^={70,}\s*$/;
/** `IPv4 Statistics`, `Statistiques TCP pour IPv4`, `Interface Statistics`. */
const STATISTICS = consolePattern(
  "^(?:(?:IP|ICMP|TCP|UDP|Interface).* Statistics|(?:TCP|UDP) Statistics for IPv[46]|Statistiques (?:IP|ICMP|TCP|UDP|de l'interface|d'interface).*)\\s*$",
);

/** Whether a text is of the netstat of Windows, or of its `route print`. */
export function isWindows(lines: readonly OutputLine[]): boolean {
  return lines.some(
    (line) =>
      SOCKETS_TITLE.test(line.text) ||
      RULE.test(line.text) ||
      matchConsole(SOCKETS, line) !== undefined ||
      matchConsole(STATISTICS, line) !== undefined,
  );
}

/**
 * Reads what netstat of Windows printed, or `route print`, in English or French. Rows are known by their form rather than by
 * titles, which the language changes.
 *
 * @throws ParseError with the line
 */
export function readWindows(lines: readonly OutputLine[]): TableRows<NetstatTable> {
  if (lines.some(({ text }) => RULE.test(text))) return readRoutes(lines);
  const start = lines.findIndex((line) => matchConsole(STATISTICS, line) !== undefined);
  const [before, after] = start === -1 ? [lines, []] : [lines.slice(0, start), lines.slice(start)];
  const sockets = before.length > 0 ? readSockets(before) : undefined;
  const statistics = after.length > 0 ? readStatistics(after) : undefined;
  return {
    rows: [
      ...(sockets ? [{ kind: 'sockets', sockets: sockets.rows } as const] : []),
      ...(statistics ? [{ kind: 'statistics', data: statistics.rows } as const] : []),
    ],
    cut: [...(sockets?.cut ?? []), ...(statistics?.cut ?? [])],
  };
}

/** `  TCP    0.0.0.0:135    0.0.0.0:0    LISTENING    1712    InHost`; each column after the addresses may be missing. */
const SOCKET =
  /^ {1,4}([A-Z][A-Za-z\d]{1,15}) +(\S+:\S+) +(\S+:\S+)(?: +([A-Z][A-Z_\d]*))?(?: +(\d{1,10}))?(?: +(\S.*?))?\s*$/;

function readSockets(lines: readonly OutputLine[]): TableRows<NetstatSocket> {
  const sockets: NetstatSocket[] = [];
  const { cut } = readRows(lines, (line) => {
    if (SOCKETS_TITLE.test(line.text) || matchConsole(SOCKETS, line)) return;
    const socket = readSocket(line);
    const last = sockets.at(-1);
    if (socket) sockets.push(socket);
    else if (last && /^ /.test(line.text)) sockets[sockets.length - 1] = owned(last, line.text.trim());
    else throw lineFault(line, 'a socket of Windows is expected');
  });
  return { rows: sockets, cut };
}

function readSocket(line: OutputLine): NetstatSocket | undefined {
  const [, protocol, , , state, pid, offload] = SOCKET.exec(line.text) ?? [];
  if (protocol === undefined) return undefined;
  const [, local, foreign] = wordsOf(line);
  return {
    protocol: protocol.toLowerCase(),
    local: endpoint(line, local, ':'),
    peer: endpoint(line, foreign, ':'),
    ...(state !== undefined && { state }),
    ...(pid !== undefined && { process: { pid: Number(pid) } }),
    ...(offload !== undefined && { further: [offload] }),
  };
}

/** Lines below a socket (-b): the service, ` [svchost.exe]`, or that it may not be known. */
function owned(socket: NetstatSocket, text: string): NetstatSocket {
  const [, name] = /^\[(.{1,260})\]$/.exec(text) ?? [];
  return name === undefined
    ? { ...socket, further: [...(socket.further ?? []), text] }
    : { ...socket, process: { ...socket.process, name } };
}

/** ` 12...00 1c 42 da 01 6a ......Parallels VirtIO Ethernet Adapter`; `0x2 ...` in old versions. */
const INTERFACE = /^ *(0x[\da-f]{1,8}|\d{1,6}) ?\.{3}(?:((?:[\da-f]{2} ){6,20})\.*|\.+) ?(\S.*?)\s*$/i;
const ROUTE = /^ *([\d.]+) +([\d.]+) +(\S+(?: \S+)*?) +([\d.]+) +(\d{1,10})\s*$/;
const PERSISTENT = /^ *([\d.]+) +([\d.]+) +([\d.]+) +(\S.*?)\s*$/;
/** The gateway of a long destination stands on a line of its own. */
const IPV6_ROUTE = /^ *(\d{1,10}) +(\d{1,10}) +([\da-f:.]*:[\da-f:.]*\/\d{1,3})(?: +(\S.*?))?\s*$/i;
const DEFAULT_GATEWAY = consolePattern('^(?:Default Gateway|Passerelle par défaut) :');
const PERSISTENT_TITLE = consolePattern(
  '^(?:Persistent Routes|Itinéraires persistants|Routes persistantes) :',
);

/** What `route print` tells, gathered line by line. */
class RoutesDraft {
  readonly #interfaces: NetstatInterface[] = [];
  readonly #inet: NetstatRoute[] = [];
  readonly #inet6: NetstatIpv6Route[] = [];
  readonly #persistent: NetstatRoute[] = [];
  readonly #persistent6: NetstatIpv6Route[] = [];
  #isPersistent = false;
  /** The IPv6 route whose gateway is still to come. */
  #open: NetstatIpv6Route | undefined;

  read(line: OutputLine): void {
    if (this.#open) this.#push6({ ...this.#open, gateway: line.text.trim() });
    else if (this.#isAside(line)) return;
    else if (!this.#readInterface(line) && !this.#readRoute(line) && !this.#readIpv6Route(line)) {
      // Titles, names of columns, and « None » in any language: what has an address is a route that is not understood.
      if (/\d{1,3}(?:\.\d{1,3}){3}|:.*:.*\/\d/.test(line.text)) throw lineFault(line, 'a route is expected');
    }
  }

  finish(): readonly NetstatTable[] {
    const tables: readonly NetstatTable[] = [
      { kind: 'interfaces', data: this.#interfaces },
      { kind: 'routes', family: 'inet', data: this.#inet },
      { kind: 'routes', family: 'inet', persistent: true, data: this.#persistent },
      { kind: 'routes', family: 'inet6', data: this.#inet6 },
      { kind: 'routes', family: 'inet6', persistent: true, data: this.#persistent6 },
    ];
    return tables.filter((table) => 'data' in table && table.data.length > 0);
  }

  #isAside(line: OutputLine): boolean {
    if (RULE.test(line.text)) this.#isPersistent = false;
    else if (matchConsole(PERSISTENT_TITLE, line)) this.#isPersistent = true;
    else return matchConsole(DEFAULT_GATEWAY, line) !== undefined;
    return true;
  }

  #readInterface({ text }: OutputLine): boolean {
    const [, index, hardware, name] = INTERFACE.exec(text) ?? [];
    if (index === undefined || name === undefined) return false;
    const address = hardware?.trim().toLowerCase().replaceAll(' ', ':');
    this.#interfaces.push({ name, index: Number(index), ...(address !== undefined && { address }) });
    return true;
  }

  #readRoute(line: OutputLine): boolean {
    const found = (this.#isPersistent ? PERSISTENT : ROUTE).exec(line.text);
    if (!found) return false;
    const [, destination = '', mask = '', gateway = '', ...rest] = found;
    const metric = rest.at(-1) ?? '';
    const route = {
      ...{ destination, mask, gateway },
      ...(this.#isPersistent ? {} : { interface: rest[0] ?? '' }),
      // « Default » where the interface decides.
      ...(/^\d+$/.test(metric) && { metric: Number(metric) }),
    };
    const wrong = [destination, mask, route.interface ?? mask].find((each) => !isAddress(each));
    if (wrong !== undefined) throw lineFault(line, 'the addresses of a route are expected');
    (this.#isPersistent ? this.#persistent : this.#inet).push(route);
    return true;
  }

  #readIpv6Route(line: OutputLine): boolean {
    const [, index, metric, network = '', gateway] = IPV6_ROUTE.exec(line.text) ?? [];
    if (index === undefined) return false;
    const { address: destination = '', prefixLength } = readNetwork(network) ?? {};
    if (prefixLength === undefined) throw lineFault(line, 'the network of a route is expected');
    const [, second] = wordsOf(line);
    natural(line, second, 'a metric');
    const route = { destination, prefixLength, metric: Number(metric), interface: index };
    if (gateway === undefined) this.#open = route;
    else this.#push6({ ...route, gateway });
    return true;
  }

  #push6(route: NetstatIpv6Route): void {
    this.#open = undefined;
    (this.#isPersistent ? this.#persistent6 : this.#inet6).push(route);
  }
}

function readRoutes(lines: readonly OutputLine[]): TableRows<NetstatTable> {
  const draft = new RoutesDraft();
  const { cut } = readRows(lines, (line) => {
    draft.read(line);
  });
  const rows = draft.finish();
  const [first] = lines;
  const isTitled = lines.some(({ text }) => /\bInterfaces?\b|\b[Rr]out(?:e|es|age)\b/.test(text));
  if (rows.length === 0 && first && !isTitled)
    throw lineFault(first, 'interfaces and routes of Windows are expected');
  return { rows, cut };
}

/** `  Packets Received                   = 1234`; two numbers for ICMP and for interfaces: received, sent. */
function readStatistics(lines: readonly OutputLine[]): TableRows<NetstatProtocol> {
  const protocols: { readonly protocol: string; readonly lines: NetstatLine[] }[] = [];
  const { cut } = readRows(lines, (line) => {
    if (matchConsole(STATISTICS, line)) {
      protocols.push({ protocol: protocolOf(line), lines: [] });
      return;
    }
    const text = line.text.trim();
    const [, numbers = ''] = /(?:=| ) *((?:\d{1,20} +)?\d{1,20})\s*$/.exec(line.text) ?? [];
    const values = numbers.split(/ +/).filter(Boolean).map(Number);
    if (!values.every(Number.isSafeInteger)) throw lineFault(line, 'a number that fits is expected');
    protocols.at(-1)?.lines.push({ text, values, depth: 1 });
  });
  return { rows: protocols, cut };
}

/** `IPv4`, `TCP IPv6`, `Interface`, in any language. */
function protocolOf({ text }: OutputLine): string {
  return text.match(/\b(?:(?:IP|ICMP)v[46]|TCP|UDP|IP|ICMP)\b/g)?.join(' ') ?? 'Interface';
}
