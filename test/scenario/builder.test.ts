import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { parseDocument } from 'yaml';
import { DocumentError } from '../../src/document/document.js';
import {
  type ChangeSettings,
  type IcmpSettings,
  type LinkSettings,
  type NodeSettings,
  type PrefixText,
  type ScenarioBuilder,
  type TrafficSettings,
  scenario,
} from '../../src/scenario/builder.js';
import type { ChangeText, LinkText, ScenarioFile } from '../../src/scenario/file-schema.js';
import { loadScenario, scenarioNames } from '../../src/scenario/load.js';
import type { NodeText } from '../../src/scenario/node-schema.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { echo, exchange } from '../simulator/probing.js';
import { changed, faults, sound } from './faulty-files.js';

const courseNames = await scenarioNames();

/** What a file says, as YAML gives it. */
interface PlainFile {
  readonly title: string;
  readonly teaches: string;
  readonly machine: string;
  readonly icmp: IcmpSettings;
  readonly nodes: Readonly<Record<string, NodeSettings | null>>;
  readonly links: readonly (LinkSettings & { readonly between: Readonly<Record<string, PrefixText>> })[];
  readonly names?: Readonly<Record<string, string>>;
  readonly changes?: readonly ChangeSettings[];
  readonly traffic?: readonly TrafficSettings[];
}

const plainOf = (text: string): PlainFile => parseDocument(text, { stringKeys: true }).toJS() as PlainFile;

/** Writes in code what a file says. */
function written({ title, teaches, machine, icmp, ...file }: PlainFile): Scenario {
  let builder: ScenarioBuilder<string> = scenario(title, { teaches, machine, icmp });
  for (const [name, settings] of Object.entries(file.nodes))
    builder = builder.node(name, settings ?? undefined);
  for (const { between, ...settings } of file.links) builder = builder.link(between, settings);
  for (const [address, names] of Object.entries(file.names ?? {})) builder = builder.names(address, names);
  for (const change of file.changes ?? []) builder = builder.change(change);
  for (const traffic of file.traffic ?? []) builder = builder.traffic(traffic);
  return builder.build();
}

/** The fault of a scenario: « path | problem ». */
function faultOf(make: () => Scenario): string {
  try {
    make();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return `${error.path} | ${error.problem}`;
  }
  return 'none';
}

const two = scenario('Deux machines')
  .node('pc')
  .node('serveur', { tcp: 80 })
  .link({ pc: '192.0.2.1/24', serveur: '192.0.2.2/24' }, { delay: '5 ms' });

describe('a scenario written in code', () => {
  test('is the one that the same file gives', () => {
    expect(two.build()).toEqual(
      readScenario(`
title: Deux machines
teaches: Deux machines
machine: pc
nodes: { pc: , serveur: { tcp: 80 } }
links: [{ between: { pc: 192.0.2.1/24, serveur: 192.0.2.2/24 }, delay: 5 ms }]`),
    );
  });

  test.each(courseNames)('%s, written in code', async (name) => {
    const text = await readFile(path.join(import.meta.dirname, `../../data/scenarios/${name}.yaml`), 'utf8');
    expect(written(plainOf(text))).toEqual(await loadScenario(name));
  });

  test('runs', () => {
    const simulation = new Simulation(two.build());
    const [answer] = exchange(simulation, echo({ source: '192.0.2.1', destination: '192.0.2.2' }));
    expect(answer?.atMs).toBe(10);
  });

  test('may be the beginning of several: a builder never changes', () => {
    const slow = two
      .node('loin')
      .link({ serveur: '198.51.100.1/24', loin: '198.51.100.2/24' }, { delay: '1 s' });
    expect([two, slow].map((builder) => builder.build().nodes.length)).toEqual([2, 3]);
  });

  test('says whose place the student takes, and what it teaches', () => {
    const options = { machine: 'serveur', teaches: 'Un câble suffit.' };
    const written = scenario('Deux machines', options)
      .node('pc')
      .node('serveur')
      .link({ pc: '192.0.2.1/24', serveur: '192.0.2.2/24' });
    expect(written.build()).toMatchObject(options);
    expect(two.build()).toMatchObject({ machine: 'pc', teaches: 'Deux machines' });
  });

  test('takes every setting of a file', () => {
    const everything = scenario('Tout', { teaches: 'Tout.', machine: 'a' })
      .node('a', { loopback: { delay: '30 us', jitter: '14 us' }, udp: { 53: 'dns', 7: 'echo' }, ttl: 128 })
      .node('r', {
        router: true,
        nat: 'wan',
        names: ['r.exemple.fr', 'routeur.exemple.fr'],
        addresses: '10.9.9.9/32',
        routing: 'computed',
        routes: [
          { to: '203.0.113.0/24', via: ['10.0.2.2'] },
          { to: '198.51.100.0/24', type: 'unreachable' },
        ],
        balance: 'flow',
        filters: [
          { drop: 'udp', ports: 53, in: 'wan' },
          { reject: 'tcp', with: 'tcp-reset', ports: '1-1023', on: 'forward', out: 'wan' },
          { accept: 'icmp', types: [8], from: '10.0.1.0/24', to: '10.0.2.0/24' },
        ],
        icmp: { delay: '1 ms', 'too-big': false, limit: { every: '1 s', burst: 3, per: 'node' } },
        'zero-ttl': true,
      })
      .node('b', { tcp: [80, 443] })
      .link(
        { a: '10.0.1.1/24', r: ['10.0.1.2/24', '2001:db8::1/64'] },
        { rate: '100 Mbit/s', queue: '50 packets' },
      )
      .link(
        { r: '10.0.2.1/24', b: '10.0.2.2/24' },
        { name: 'wan', mtu: '1400 bytes', from: { r: { loss: '2 %' } } },
      )
      .names('10.0.2.2', 'www.exemple.fr')
      .change({ at: '20 s', cut: 'wan', reroute: '2 s' })
      .change({ at: '10 s', link: 'wan', from: 'r', rate: '1 Mbit/s' })
      .change({ at: '30 s', restore: 'wan' })
      .change({ at: '40 s', node: 'r', routes: [] })
      .traffic({
        from: 'a',
        to: '10.0.2.2',
        rate: '1 Mbit/s',
        size: '500 bytes',
        pattern: 'poisson',
        start: '1 s',
      })
      .build();
    expect(everything.links.map(({ name }) => name)).toEqual(['a - r', 'wan']);
    expect(everything.changes.map(({ kind }) => kind)).toEqual([
      'egress',
      'cut',
      'reroute',
      'restore',
      'routes',
    ]);
    expect(everything.nodes[1]?.filters).toHaveLength(3);
  });
});

describe('what is wrong', () => {
  /** Of the text as a text, or of what a builder cannot leave out. */
  const ofTextOnly = ['1:1 ', '2:1 ', '26:1 ', 'aliases', 'none'];
  const ofValues = faults.filter(([, , fault]) => !ofTextOnly.some((other) => fault.includes(other)));

  test.each(ofValues)('%s → %s: the same words about the same field', (from, to, fault) => {
    const message = faultOf(() => written(plainOf(changed(from, to))));
    expect(fault.endsWith(message)).toBe(true);
  });

  test('most faults of a file are among them', () => {
    expect(ofValues.length).toBeGreaterThan(faults.length * 0.85);
    expect(faultOf(() => written(plainOf(sound)))).toBe('none');
  });

  test('is told with the path of the field, and no place in a text', () => {
    const slow = { delay: '5' } as unknown as LinkSettings;
    const wrong = scenario('Essai').node('a').node('b').link({ a: '10.0.0.1/24', b: '10.0.0.2/24' }, slow);
    const error: unknown = (() => {
      try {
        return wrong.build();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(DocumentError);
    expect((error as DocumentError).message).toBe('links.0.delay: expected a duration such as 5 ms, got "5"');
    expect(error).toMatchObject({ path: 'links.0.delay', line: undefined, column: undefined });
  });

  test('two nodes of one name, and an address that is named twice', () => {
    expect(() => two.node('pc')).toThrow('nodes.pc: another node has this name');
    const named = two.names('192.0.2.2', 'www.exemple.fr');
    expect(() => named.names('192.0.2.2', 'ftp.exemple.fr')).toThrow(DocumentError);
  });

  test('nothing at all', () => {
    expect(faultOf(() => scenario('Rien').build())).toBe(
      'machine | expected a name in lower case, digits, dots and hyphens, got ""',
    );
  });

  test('a name of JavaScript is a name as others', () => {
    expect(faultOf(() => scenario('Essai').node('__proto__').build())).toContain(
      'expected a name in lower case',
    );
  });
});

describe('the compiler', () => {
  const between = { pc: '10.0.0.1/24', serveur: '10.0.0.2/24' } as const;
  const wrongs: Readonly<Record<string, () => ScenarioBuilder<string>>> = {
    // @ts-expect-error -- there is no such node
    'links.1.between.absent': () => two.link({ pc: '10.0.0.1/24', absent: '10.0.0.2/24' }),
    // @ts-expect-error -- nor is there one here
    'traffic.0.from': () => two.traffic({ from: 'absent', to: '192.0.2.2', rate: '1 Mbit/s' }),
    // @ts-expect-error -- a duration has a unit
    'links.1.delay': () => two.link(between, { delay: '5' }),
    // @ts-expect-error -- a rate is in bits
    'links.1.rate': () => two.link(between, { rate: '5 MB/s' }),
  };

  test.each(Object.entries(wrongs))(
    'knows names and units, and refuses %s before it runs',
    (field, wrong) => {
      expect(faultOf(() => wrong().build())).toContain(`${field} | `);
    },
  );

  test('sees the same fields in code as in files', () => {
    expectTypeOf<keyof NodeSettings>().toEqualTypeOf<keyof NodeText>();
    expectTypeOf<keyof NonNullable<NodeSettings['icmp']>>().toEqualTypeOf<
      keyof NonNullable<NodeText['icmp']>
    >();
    expectTypeOf<ScenarioFile['icmp']>().toEqualTypeOf<NodeText['icmp']>();
    expectTypeOf<keyof LinkSettings | 'between'>().toEqualTypeOf<keyof LinkText>();
    expectTypeOf<Keys<ChangeSettings>>().toEqualTypeOf<keyof ChangeText>();
    expectTypeOf<keyof TrafficSettings>().toEqualTypeOf<keyof NonNullable<ScenarioFile['traffic']>[number]>();
    expectTypeOf<Keys<NonNullable<NodeSettings['filters']>[number]>>().toEqualTypeOf<
      keyof NonNullable<NodeText['filters']>[number]
    >();
    expectTypeOf<Keys<NonNullable<NodeSettings['routes']>[number]>>().toEqualTypeOf<
      keyof NonNullable<NodeText['routes']>[number]
    >();
  });
});

/** The keys of every member of a union. */
type Keys<T> = T extends unknown ? keyof T : never;

describe('what was said stays said', () => {
  test('the machine is the first node, were its name a number', () => {
    const built = scenario('t').node('2').node('1').link({ 2: '10.0.0.2/24', 1: '10.0.0.1/24' }).build();
    expect(built.machine).toBe('2');
  });

  test('settings that change afterwards change nothing', () => {
    const settings = { tcp: [80] };
    const ends: Record<'a' | 'b', PrefixText> = { a: '10.0.0.1/24', b: '10.0.0.2/24' };
    const builder = scenario('t').node('a', settings).node('b').link(ends);
    const before = builder.build();
    settings.tcp.push(443);
    ends.a = '10.0.0.9/24';
    expect(builder.build()).toEqual(before);
  });

  test('a field that no option has is refused, as in a file', () => {
    const options: object = { titel: 'x' };
    expect(() => scenario('t', options).node('a').build()).toThrow(/unknown field "titel"/);
  });
});
