import * as v from 'valibot';
import { type DocumentPath, FieldFault } from '../../document/document.js';
import { fields, list, optionalText, parseConfig, someFields, text } from '../config-yaml.js';
import { type RegexCompiler, regexCompiler } from '../series/series-regex.js';
import type { AlertmanagerConfig, InhibitRule } from './config.js';
import { labelName, matcherFields, readMatchers } from './read-matchers.js';
import { receiver } from './read-receiver.js';
import { routeOf, writtenRoute } from './read-route.js';
import { type TimeInterval, timeInterval } from './time-interval.js';

/**
 * Reads a configuration of Alertmanager 0.25 and checks it as `amtool check-config` does. Of the settings of
 * integrations only those of webhooks and mails are checked.
 *
 * @param yaml the content of the file
 * @throws {DocumentError} with line and column, in Alertmanager's words
 * @see config/config.go of Alertmanager
 * @example
 * ```ts
 * import { readAlertmanagerConfig } from 'sonde/prometheus';
 *
 * const { route } = await readAlertmanagerConfig('{ route: { receiver: equipe }, receivers: [{ name: equipe }] }');
 * console.log(route.receiver, route.groupWaitMs); // → equipe 30000
 * ```
 */
export async function readAlertmanagerConfig(yaml: string): Promise<AlertmanagerConfig> {
  const compile = await regexCompiler();
  const document = parseConfig(yaml);
  if (document.value === null) throw document.error(new FieldFault([], 'no route provided in config'));
  const { global } = document.value as { readonly global?: object | null };
  const written = configSchema(new Set(Object.keys(global ?? {})));
  return document.read(
    v.pipe(
      written,
      v.transform((config) => configOf(config, compile)),
    ),
  );
}

const namedIntervals = list(
  v.pipe(
    fields('config.plain', { name: optionalText, time_intervals: list(timeInterval) }),
    v.check(({ name }) => name !== '', 'missing name in time interval'),
  ),
);

const inhibitRule = fields('config.plain', {
  source_match: matcherFields.match,
  source_match_re: matcherFields.match_re,
  source_matchers: matcherFields.matchers,
  target_match: matcherFields.match,
  target_match_re: matcherFields.match_re,
  target_matchers: matcherFields.matchers,
  equal: list(labelName),
});

/** @param global names of the fields of the whole configuration, which may hold what mails need */
function configSchema(global: ReadonlySet<string>) {
  return fields('config.plain', {
    global: v.exactOptional(someFields({})),
    receivers: list(receiver(global)),
    mute_time_intervals: namedIntervals,
    time_intervals: namedIntervals,
    route: v.exactOptional(v.nullable(writtenRoute)),
    inhibit_rules: list(inhibitRule),
    templates: list(text),
  });
}

type WrittenConfig = v.InferOutput<ReturnType<typeof configSchema>>;

/** @throws {@link FieldFault} for parts that contradict each other */
function configOf(written: WrittenConfig, compile: RegexCompiler): AlertmanagerConfig {
  const { receivers, route, templates, inhibit_rules: inhibitRules } = written;
  const names = receivers.map(({ name }) => name);
  const twice = names.findIndex((name, i) => names.indexOf(name) < i);
  if (twice >= 0) {
    const message = `notification config name "${names[twice] ?? ''}" is not unique`;
    throw new FieldFault(['receivers', twice], message);
  }
  const timeIntervals = intervalsOf(written);
  if (!route) throw new FieldFault([], 'no routes provided');
  const known = { compile, receivers: new Set(names), timeIntervals: new Set(timeIntervals.keys()) };
  return {
    route: routeOf(route, ['route'], known),
    receivers,
    inhibitRules: inhibitRules.map((rule, i) => inhibitRuleOf(rule, ['inhibit_rules', i], compile)),
    timeIntervals,
    templates,
    hasGlobal: true,
  };
}

function intervalsOf(written: WrittenConfig): ReadonlyMap<string, readonly TimeInterval[]> {
  const intervals = new Map<string, readonly TimeInterval[]>();
  for (const list of ['mute_time_intervals', 'time_intervals'] as const) {
    for (const [i, { name, time_intervals: times }] of written[list].entries()) {
      if (intervals.has(name)) throw new FieldFault([list, i], `time interval "${name}" is not unique`);
      intervals.set(name, times);
    }
  }
  return intervals;
}

function inhibitRuleOf(
  rule: v.InferOutput<typeof inhibitRule>,
  path: DocumentPath,
  compile: RegexCompiler,
): InhibitRule {
  const side = (name: 'source' | 'target'): InhibitRule['source'] => {
    const prefix = `${name}_` as const;
    const written = {
      match: rule[`${prefix}match`],
      match_re: rule[`${prefix}match_re`],
      matchers: rule[`${prefix}matchers`],
    };
    return readMatchers(written, { path, prefix, compile });
  };
  return { source: side('source'), target: side('target'), equal: rule.equal };
}
