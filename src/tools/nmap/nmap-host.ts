import type { NmapElement } from './nmap-element.js';
import type {
  NmapAddress,
  NmapExtraPorts,
  NmapHop,
  NmapHost,
  NmapHostname,
  NmapOsMatch,
  NmapPort,
  NmapScript,
  NmapScriptTable,
  NmapService,
} from './nmap-run.js';

const portStates = ['open', 'closed', 'filtered', 'unfiltered', 'open|filtered', 'closed|filtered'] as const;

/** What nmap says of a host. */
export function hostOf(host: NmapElement): NmapHost {
  const status = host.requiredChild('status');
  const ports = host.child('ports');
  const rttUs = host.child('times')?.optional('srtt');
  const distance = host.child('distance')?.number('value');
  const uptimeSeconds = host.child('uptime')?.number('seconds');
  return {
    state: status.word('state', ['up', 'down', 'unknown', 'skipped']),
    reason: status.required('reason'),
    addresses: host.children('address').map(addressOf),
    hostnames: host.child('hostnames')?.children('hostname').map(hostnameOf) ?? [],
    ports: ports?.children('port').map(portOf) ?? [],
    extraPorts: ports?.children('extraports').map(extraPortsOf) ?? [],
    osMatches: host.child('os')?.children('osmatch').map(osMatchOf) ?? [],
    scripts: host.child('hostscript')?.children('script').map(scriptOf) ?? [],
    trace: host.child('trace')?.children('hop').map(hopOf) ?? [],
    ...(distance !== undefined && { distance }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
    // -1 where nothing was timed; the rest is in microseconds.
    ...(rttUs !== undefined && /^\d{1,15}$/.test(rttUs) && { rttMs: Number(rttUs) / 1000 }),
  };
}

function addressOf(address: NmapElement): NmapAddress {
  const vendor = address.optional('vendor');
  return {
    kind: address.word('addrtype', ['ipv4', 'ipv6', 'mac']),
    address: address.required('addr'),
    ...(vendor !== undefined && { vendor }),
  };
}

function hostnameOf(hostname: NmapElement): NmapHostname {
  return { name: hostname.required('name'), kind: hostname.word('type', ['user', 'PTR']) };
}

function portOf(port: NmapElement): NmapPort {
  const state = port.requiredChild('state');
  const service = port.child('service');
  const number = port.number('portid');
  if (!Number.isInteger(number) || number > 65_535)
    port.fail(`expected a port from 0 to 65535, found ${number}`);
  return {
    protocol: port.word('protocol', ['tcp', 'udp', 'sctp', 'ip']),
    port: number,
    state: state.word('state', portStates),
    reason: state.required('reason'),
    reasonTtl: state.number('reason_ttl'),
    ...(service && { service: serviceOf(service) }),
    scripts: port.children('script').map(scriptOf),
  };
}

function serviceOf(service: NmapElement): NmapService {
  return {
    name: service.required('name'),
    method: service.word('method', ['table', 'probed']),
    confidence: service.number('conf'),
    ...texts(service, {
      product: 'product',
      version: 'version',
      extraInfo: 'extrainfo',
      hostname: 'hostname',
      osType: 'ostype',
      deviceType: 'devicetype',
      tunnel: 'tunnel',
    }),
    cpe: cpeOf(service),
  };
}

function extraPortsOf(extra: NmapElement): NmapExtraPorts {
  return {
    state: extra.word('state', portStates),
    count: extra.number('count'),
    reasons: extra
      .children('extrareasons')
      .map((each) => ({ reason: each.required('reason'), count: each.number('count') })),
  };
}

function osMatchOf(match: NmapElement): NmapOsMatch {
  return {
    name: match.required('name'),
    accuracyPercent: match.number('accuracy'),
    classes: match.children('osclass').map((each) => ({
      vendor: each.required('vendor'),
      family: each.required('osfamily'),
      ...texts(each, { generation: 'osgen', deviceType: 'type' }),
      accuracyPercent: each.number('accuracy'),
      cpe: cpeOf(each),
    })),
  };
}

/** A hop without an answer has no address in some versions, and `--` as its time. */
function hopOf(hop: NmapElement): NmapHop {
  const rtt = hop.optional('rtt');
  return {
    ttl: hop.number('ttl'),
    address: hop.optional('ipaddr') ?? '',
    ...texts(hop, { host: 'host' }),
    ...(rtt !== undefined && rtt !== '--' && { rttMs: hop.number('rtt') }),
  };
}

/** What a script found. */
export function scriptOf(script: NmapElement): NmapScript {
  return { id: script.required('id'), output: script.required('output'), entries: entriesOf(script) };
}

/** Texts come before tables: the order between the two kinds has no meaning in NSE's tables. */
function entriesOf(table: NmapElement): NmapScriptTable['entries'] {
  const elems = table.children('elem').map((each) => ({ ...keyOf(each), value: each.text }));
  const tables = table
    .children('table')
    .map((each) => ({ ...keyOf(each), value: { entries: entriesOf(each) } }));
  return [...elems, ...tables];
}

function keyOf(entry: NmapElement): { readonly key?: string } {
  return texts(entry, { key: 'key' });
}

function cpeOf(element: NmapElement): readonly string[] {
  return element.children('cpe').map(({ text }) => text);
}

/** The attributes that are there, under our names. */
function texts<Name extends string>(
  element: NmapElement,
  attributes: Readonly<Record<Name, string>>,
): Partial<Record<Name, string>> {
  const found = Object.entries<string>(attributes).flatMap(([name, attribute]) => {
    const value = element.optional(attribute);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found) as Partial<Record<Name, string>>;
}
