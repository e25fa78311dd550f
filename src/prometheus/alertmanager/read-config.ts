import { type ConfigFields, type ConfigNode, openYaml } from '../config-yaml.js';
import { ConfigError } from '../config-yaml.js';
import { isLabelName } from '../series/labels.js';
import { type RegexCompiler, regexCompiler } from '../series/regex.js';
import type { AlertmanagerConfig, InhibitRule } from './config.js';
import { makeMatcher, MatcherFault, parseMatchers, sortedMatchers, type AlertMatcher } from './matcher.js';
import { readReceiver } from './read-receiver.js';
import { readRoute } from './read-route.js';
import { readTimeInterval, type TimeInterval } from './time-interval.js';

const topFields = [
  'global',
  'templates',
  'route',
  'inhibit_rules',
  'receivers',
  'mute_time_intervals',
  'time_intervals',
];

/**
 * Reads a configuration of Alertmanager 0.25 and checks it as `amtool check-config` does. Of the settings of
 * integrations only those of webhooks and mails are checked.
 *
 * @param text the content of the file
 * @throws {ConfigError} with line and column, in Alertmanager's words
 * @see config/config.go of Alertmanager
 * @example
 * ```ts
 * import { readAlertmanagerConfig } from 'sonde/prometheus';
 *
 * const { route } = await readAlertmanagerConfig('{ route: { receiver: equipe }, receivers: [{ name: equipe }] }');
 * console.log(route.receiver, route.groupWaitMs); // → equipe 30000
 * ```
 */
export async function readAlertmanagerConfig(text: string): Promise<AlertmanagerConfig> {
  const root = await openYaml(text);
  if (root === undefined) throw new ConfigError('no route provided in config', 0, 1, 1);
  const compile = await regexCompiler();
  const fields = root.fields(topFields, 'config.plain');
  const receivers = (fields.get('receivers')?.list() ?? []).map((node) => ({
    node,
    receiver: readReceiver(node, fields.get('global')),
  }));
  const names = new Set<string>();
  for (const { node, receiver } of receivers) {
    if (names.has(receiver.name))
      throw node.error(`notification config name "${receiver.name}" is not unique`);
    names.add(receiver.name);
  }
  const timeIntervals = readTimeIntervals(fields);
  const written = fields.get('route');
  if (written === undefined || written.isNothing) throw root.error('no routes provided');
  return {
    route: readRoute(written, {
      matchersOf: (route) => readMatchers(route, '', compile),
      receivers: names,
      timeIntervals: new Set(timeIntervals.keys()),
    }),
    receivers: receivers.map(({ receiver }) => receiver),
    inhibitRules: (fields.get('inhibit_rules')?.list() ?? []).map((node) => readInhibitRule(node, compile)),
    timeIntervals,
    templates: fields.get('templates')?.texts() ?? [],
    hasGlobal: true,
  };
}

function readTimeIntervals(fields: ConfigFields): ReadonlyMap<string, readonly TimeInterval[]> {
  const intervals = new Map<string, readonly TimeInterval[]>();
  for (const list of ['mute_time_intervals', 'time_intervals']) {
    for (const node of fields.get(list)?.list() ?? []) {
      const each = node.fields(['name', 'time_intervals'], 'config.plain');
      const name = each.get('name')?.text() ?? '';
      if (name === '') throw node.error('missing name in time interval');
      if (intervals.has(name)) throw node.error(`time interval "${name}" is not unique`);
      intervals.set(name, (each.get('time_intervals')?.list() ?? []).map(readTimeInterval));
    }
  }
  return intervals;
}

const inhibitFields = [
  'source_match',
  'source_match_re',
  'source_matchers',
  'target_match',
  'target_match_re',
  'target_matchers',
  'equal',
];

function readInhibitRule(node: ConfigNode, compile: RegexCompiler): InhibitRule {
  const fields = node.fields(inhibitFields, 'config.plain');
  return {
    source: readMatchers(fields, 'source_', compile),
    target: readMatchers(fields, 'target_', compile),
    equal: fields.get('equal')?.list().map(labelName) ?? [],
  };
}

/** A label's name, or an error at its place. */
function labelName(node: ConfigNode): string {
  const name = node.text();
  if (!isLabelName(name)) throw node.error(`invalid label name "${name}"`);
  return name;
}

/** The three ways to write matchers, put together in Alertmanager's order. */
function readMatchers(fields: ConfigFields, prefix: string, compile: RegexCompiler): readonly AlertMatcher[] {
  const matchers: AlertMatcher[] = [];
  for (const [name, node] of fields.get(`${prefix}match`)?.entries() ?? []) {
    matchers.push(made(named(name, node), () => makeMatcher(name, '=', node.text(), compile)));
  }
  for (const [name, node] of fields.get(`${prefix}match_re`)?.entries() ?? []) {
    // It is anchored once here, and shows so in the tree.
    matchers.push(made(named(name, node), () => makeMatcher(name, '=~', `^(?:${node.text()})$`, compile)));
  }
  for (const node of fields.get(`${prefix}matchers`)?.list() ?? []) {
    for (const each of madeAll(node, compile)) matchers.push(each);
  }
  return sortedMatchers(matchers);
}

function named(name: string, node: ConfigNode): ConfigNode {
  if (!isLabelName(name)) throw node.error(`invalid label name "${name}"`);
  return node;
}

function madeAll(node: ConfigNode, compile: RegexCompiler): readonly AlertMatcher[] {
  return made(node, () => parseMatchers(node.text(), compile));
}

function made<T>(node: ConfigNode, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof MatcherFault ? node.error(error.message) : error;
  }
}
