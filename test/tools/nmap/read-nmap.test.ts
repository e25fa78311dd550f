import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NmapRun } from '../../../src/tools/nmap/nmap-run.js';
import { readNmap } from '../../../src/tools/nmap/read-nmap.js';
import { ParseError } from '../../../src/parse-error.js';

// Printed by nmap 7.93 (Debian 12): golden ones on loopback, those of data/nmap as its origin.yaml says.
const root = path.join(import.meta.dirname, '../../..');
const golden = (name: string): string =>
  readFileSync(path.join(root, 'test/tools/golden/nmap', `${name}.xml`), 'utf8');
const recorded = (name: string): string =>
  readFileSync(path.join(root, 'data', 'nmap', `${name}.xml`), 'utf8');
const addressOf = ({ hosts }: NmapRun, i: number): string | undefined => hosts[i]?.addresses[0]?.address;

describe('hosts', () => {
  test('with addresses, makers, names and how they were found', () => {
    const { hosts, end, args, startedAt } = readNmap(recorded('hosts'));
    expect(hosts.length).toBe(6);
    expect(hosts[0]).toMatchObject({
      state: 'up',
      reason: 'arp-response',
      addresses: [
        { kind: 'ipv4', address: '192.168.10.1' },
        { kind: 'mac', address: '24:5A:4C:10:00:01', vendor: 'Ubiquiti Networks' },
      ],
      hostnames: [{ name: 'passerelle.atelier.lan', kind: 'PTR' }],
    });
    expect(end).toMatchObject({ success: true, hostsUp: 6, hostsDown: 250, hostsTotal: 256 });
    expect(args).toBe('nmap -oX - --system-dns -sn 192.168.10.0/24');
    expect(startedAt).toMatch(/^2026-11-22T03:5/);
  });

  test('that are down, where nmap lists them (-v)', () => {
    const { hosts } = readNmap(golden('down'));
    expect(hosts.map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'down no-response',
      'down no-response',
    ]);
    expect(hosts[0]?.addresses).toEqual([{ kind: 'ipv4', address: '192.168.10.60' }]);
  });
});

describe('ports', () => {
  test('open, closed and filtered, and why', () => {
    const run = readNmap(recorded('connect'));
    expect(addressOf(run, 4)).toBe('192.168.10.50');
    const states = new Map(run.hosts[4]?.ports.map((each) => [each.port, `${each.state} ${each.reason}`]));
    expect([states.get(22), states.get(23), states.get(80)]).toEqual([
      'open syn-ack',
      'filtered no-response',
      'closed conn-refused',
    ]);
    expect(run.scans).toMatchObject([{ kind: 'connect', protocol: 'tcp', count: 16 }]);
  });

  test('with versions', () => {
    const { hosts } = readNmap(recorded('versions'));
    expect(hosts[0]?.ports[1]).toMatchObject({
      port: 22,
      service: {
        name: 'ssh',
        method: 'probed',
        product: 'Dropbear sshd',
        version: '2022.83',
        extraInfo: 'protocol 2.0',
        osType: 'Linux',
        cpe: ['cpe:/a:matt_johnston:dropbear_ssh_server:2022.83', 'cpe:/o:linux:linux_kernel'],
      },
    });
  });

  test('too many alike to be listed', () => {
    const { hosts } = readNmap(golden('extraports'));
    const [extra] = hosts[0]?.extraPorts ?? [];
    expect(extra).toMatchObject({
      state: 'closed',
      reasons: [{ reason: 'conn-refused', count: extra?.count }],
    });
    expect((extra?.count ?? 0) + (hosts[0]?.ports.length ?? 0)).toBe(1000);
  });

  test('over IPv6', () => {
    expect(readNmap(golden('ipv6')).hosts[0]?.addresses).toEqual([{ kind: 'ipv6', address: '::1' }]);
  });
});

test('systems, best first, and the way to the host', () => {
  const { hosts } = readNmap(recorded('os'));
  expect(hosts[0]?.osMatches[0]).toEqual({
    name: 'Linux 5.3 - 5.4',
    accuracyPercent: 96,
    classes: [
      {
        vendor: 'Linux',
        family: 'Linux',
        generation: '5.X',
        deviceType: 'general purpose',
        accuracyPercent: 96,
        cpe: ['cpe:/o:linux:linux_kernel:5'],
      },
    ],
  });
  expect(hosts[0]?.trace).toEqual([
    { ttl: 1, address: '192.168.10.20', host: 'web.atelier.lan', rttMs: 0.09 },
  ]);
  expect(hosts[0]).toMatchObject({ distance: 1, uptimeSeconds: 3, rttMs: 0.087 });
});

test('scripts, as a text and as tables', () => {
  const { hosts } = readNmap(recorded('scripts'));
  const scripts = hosts[0]?.ports.find(({ port }) => port === 80)?.scripts;
  expect(scripts).toEqual([
    {
      id: 'http-methods',
      output: '\n  Supported Methods: GET HEAD OPTIONS',
      entries: [
        {
          key: 'Supported Methods',
          value: { entries: [{ value: 'GET' }, { value: 'HEAD' }, { value: 'OPTIONS' }] },
        },
      ],
    },
    {
      id: 'http-server-header',
      output: 'Apache/2.4.57 (Debian)',
      entries: [{ value: 'Apache/2.4.57 (Debian)' }],
    },
    { id: 'http-title', output: 'Intranet', entries: [{ key: 'title', value: 'Intranet' }] },
  ]);
});

test('a run that was killed has no end', () => {
  const run = readNmap(golden('killed'));
  expect(run.end).toBeUndefined();
  expect(run).toMatchObject({ version: '7.93', hosts: [] });
});

describe('files of other versions and programs', () => {
  const run = (content: string, attributes = 'version="7.93" start="1606064907"') =>
    readNmap(
      `<?xml version="1.0"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner="nmap" ${attributes}>${content}</nmaprun>\n`,
    );
  const host = (content: string) => run(`<host><status state="up" reason="x"/>${content}</host>`).hosts[0];

  test('what nmap.dtd implies, or has a default for, may be absent', () => {
    const { hosts, end, startedAt } = run(
      `<host><status state="up" reason="arp-response"/><address addr="192.0.2.2"/>
       <hostnames><hostname name="a.example"/><hostname type="PTR"/></hostnames>
       <ports><port protocol="tcp" portid="21"><state state="open" reason="syn-ack"/></port></ports>
       <trace><hop ttl="1"/></trace></host>
       <runstats><finished time="1399586367" elapsed="41.61"/><hosts total="1"/></runstats>`,
      'xmloutputversion="1.05" version="7.91"',
    );
    expect(hosts[0]).toMatchObject({
      addresses: [{ kind: 'ipv4', address: '192.0.2.2' }],
      hostnames: [{ name: 'a.example' }],
      ports: [{ port: 21, state: 'open', reason: 'syn-ack' }],
      trace: [{ ttl: 1, address: '' }],
    });
    expect(end).toEqual({
      finishedAt: '2014-05-08T21:59:27.000Z',
      elapsedMs: 41_610,
      ...{ hostsUp: 0, hostsDown: 0, hostsTotal: 1 },
    });
    expect(startedAt).toBe(end?.finishedAt);
  });

  test('of Zenmap: no reasons, empty texts, the screen beside the scan', () => {
    const { hosts, end, startedAt } = run(
      `<scaninfo protocol="tcp" numservices="1" type="syn" services="22"/><verbose level="1"/><debugging level="0"/>
       <output type="interactive">Starting Nmap &lt;x&gt;\n22/tcp open ssh</output>
       <host comment=""><status state="up"></status><address addrtype="ipv4" vendor="" addr="192.0.2.2"></address>
       <address addrtype="mac" vendor="" addr="02:00:00:00:00:01"></address><hostnames></hostnames>
       <ports><extraports count="99" state="filtered"></extraports>
       <port protocol="tcp" portid="22"><state reason="" state="open" reason_ttl=""></state>
       <service name="ssh" conf=""></service></port></ports>
       <os><portused state="open" portid="22" proto="tcp"></portused></os><uptime lastboot="" seconds="12"></uptime></host>
       <runstats><finished timestr="x" time=""></finished><hosts down="0" total="1" up="1"></hosts></runstats>`,
      'start="" profile_name="Intense scan" version="7.93" xmloutputversion="1.04"',
    );
    expect([startedAt, end]).toEqual([undefined, { hostsUp: 1, hostsDown: 0, hostsTotal: 1 }]);
    expect(hosts[0]).toMatchObject({
      state: 'up',
      addresses: [{ kind: 'ipv4', address: '192.0.2.2' }, { kind: 'mac' }],
      extraPorts: [{ state: 'filtered', count: 99, reasons: [] }],
      uptimeSeconds: 12,
    });
    expect(hosts[0]?.ports).toEqual([
      { protocol: 'tcp', port: 22, state: 'open', service: { name: 'ssh', cpe: [] }, scripts: [] },
    ]);
    expect(hosts[0]).not.toHaveProperty('reason');
  });

  test.each(['unknown', 'unscanned', 'testing', 'fresh', 'closed|filtered'])('ports that are %s', (state) => {
    expect(
      host(`<ports><extraports state="${state}" count="10"><extrareasons reason="filtered" count="3" proto="tcp" ports="1-3"/>
      </extraports></ports>`)?.extraPorts,
    ).toEqual([{ state, count: 10, reasons: [{ reason: 'filtered', count: 3 }] }]);
  });

  test('names and ways of another kind', () => {
    const read = host(`<hostnames><hostname name="a" type="unknown"/></hostnames>
      <ports><port protocol="tcp" portid="1"><state state="open" reason="x" reason_ttl="0"/>
      <service name="a" method="guessed" conf="1"/></port></ports>`);
    expect(read).toMatchObject({
      hostnames: [{ kind: 'unknown' }],
      ports: [{ service: { method: 'guessed' } }],
    });
  });

  test('a comment after the end is no reason to lose the end', () => {
    const text = recorded('hosts');
    expect(readNmap(`${text}<!-- done -->\n`)).toEqual(readNmap(text));
    expect(() => readNmap(`${text}Nmap done\n`)).toThrow('Extra text at the end (line 57, column 1)');
  });

  test.each([
    ['<foo/>', '<foo/>', 1],
    ['\n<run>\n</run>', '<run>\\n</run>', 2],
    ['Starting Nmap', 'Starting Nmap', 1],
  ])('%j is told at its place', (text, found, line) => {
    const message = `expected <nmaprun …>, found "${found}" (line ${line}, column 1)`;
    expect(() => readNmap(text)).toThrow(message);
  });
});

describe('bad input', () => {
  const text = recorded('hosts');

  /** What it is read as, or the error when it is the one that readers may throw. */
  function attempt(written: string): NmapRun | ParseError {
    try {
      return readNmap(written);
    } catch (error) {
      if (error instanceof ParseError) return error;
      throw error;
    }
  }

  test('cut anywhere: a ParseError, or the hosts that were done and no end', () => {
    const whole = readNmap(text).hosts;
    for (let cut = 0; cut < text.trimEnd().length; cut += 1) {
      const run = attempt(text.slice(0, cut));
      if (run instanceof ParseError) continue;
      expect(run.end).toBeUndefined();
      expect(run.hosts).toEqual(whole.slice(0, run.hosts.length));
    }
  });

  test.each([
    ['an empty text', '', 1],
    ['another format', 'Starting Nmap 7.93', 1],
    ['a tag that is not closed', text.replace('</hostnames>', ''), 15],
    ['another root', '<run></run></nmaprun>', 1],
    ['an entity of its own', `<!DOCTYPE nmaprun [\n<!ENTITY a "b">]>${text}`, 1],
    ['a state that nobody knows', text.replace('state="up"', 'state="asleep"'), 8],
    ['a number that is none', text.replace('up="6"', 'up="six"'), 54],
    ['tables without end', text.replace('<hostnames>', '<hostnames>'.repeat(500)), 15],
  ])('%s', (_, broken, line) => {
    const error = attempt(broken);
    expect(error).toBeInstanceOf(ParseError);
    expect((error as ParseError).line).toBe(line);
  });

  test('what a host says is text, never markup', () => {
    const title = '&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; &#45;&#x2d; &unknown;';
    const { hosts } = readNmap(text.replace('passerelle.atelier.lan', title));
    expect(hosts[0]?.hostnames[0]?.name).toBe('<script>alert(1)</script> &lt; -- &unknown;');
  });

  test('an attribute is told at its place, an element that is missing at that which should have it', () => {
    const asleep = text.replace('state="up"', 'state="asleep"');
    expect(attempt(asleep)).toMatchObject({
      offset: asleep.indexOf('state="asleep"'),
      path: 'nmaprun.0.host.0.status.0.@state',
    });
    expect(attempt(asleep)).toHaveProperty(
      'message',
      'expected one of up, down, unknown, skipped as state of <status>, found "asleep" (line 8, column 15)',
    );
    const unfinished = text.replace(/<hosts .*?\/>/, '');
    expect(attempt(unfinished)).toMatchObject({ offset: unfinished.indexOf('<runstats>') });
    expect(attempt(unfinished)).toHaveProperty(
      'message',
      expect.stringMatching(/^expected <hosts> in <runstats> /),
    );
  });

  test('any change gives a run without a NaN, or a ParseError', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, change) => {
        const run = attempt(text.slice(0, at) + change + text.slice(at + change.length));
        if (!(run instanceof ParseError)) expect(JSON.stringify({ run })).not.toContain('null');
      }),
    );
  });
});
