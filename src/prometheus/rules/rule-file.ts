import { type ConfigFields, type ConfigNode, ConfigError, openYaml } from '../config-yaml.js';
import { ParseError } from '../../parse-error.js';
import type { RuleFault, Rule, RuleGroup } from './rule.js';
import { faultOf, ruleFaults, type WrittenRule } from './rule-check.js';

/** What a file of rules holds, and all that is wrong with it. */
export interface CheckedRuleFile {
  readonly groups: readonly RuleGroup[];
  readonly faults: readonly RuleFault[];
}

/** A file of rules that Prometheus would refuse. */
export class RuleFileError extends ParseError {
  override readonly name = 'RuleFileError';

  /** @param faults all that is wrong; the first gives the place */
  constructor(readonly faults: readonly RuleFault[]) {
    const [first] = faults;
    super('', first?.offset ?? 0, first?.line);
    this.message = faults.map(({ message }) => message).join('\n');
  }
}

const ruleFields = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];

/**
 * Reads a file of rules, as `promtool check rules` of Prometheus 2.42 does.
 *
 * @param text the content of the file
 * @returns its groups, those that are wrong left out, and what is wrong in promtool's words
 * @see model/rulefmt/rulefmt.go
 * @example
 * ```ts
 * import { checkRuleFile } from 'sonde/prometheus';
 *
 * const { faults } = await checkRuleFile('groups: [{ name: a, rules: [{ alert: Panne, expr: "up ==" }] }]');
 * console.log(faults[0]?.message);
 * // → 1:51: group "a", rule 1, "Panne": could not parse expression: 1:6: parse error: unexpected end of input
 * ```
 */
export async function checkRuleFile(text: string): Promise<CheckedRuleFile> {
  try {
    return await checked(await openYaml(text));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { groups: [], faults: [faultOf(error, error.reason)] };
  }
}

/**
 * Reads a file of rules.
 *
 * @param text the content of the file
 * @throws {RuleFileError} with all that is wrong, in promtool's words
 * @example
 * ```ts
 * import { readRuleFile } from 'sonde/prometheus';
 *
 * const [group] = await readRuleFile('groups: [{ name: a, rules: [{ alert: Panne, expr: up == 0, for: 2m }] }]');
 * console.log(group?.rules[0]?.name); // → Panne
 * ```
 */
export async function readRuleFile(text: string): Promise<readonly RuleGroup[]> {
  const { groups, faults } = await checkRuleFile(text);
  if (faults.length > 0) throw new RuleFileError(faults);
  return groups;
}

async function checked(root: ConfigNode | undefined): Promise<CheckedRuleFile> {
  const groups: RuleGroup[] = [];
  const faults: RuleFault[] = [];
  const names = new Set<string>();
  const written = (root?.fields(['groups'], 'rulefmt.RuleGroups').get('groups')?.list() ?? []).map(readGroup);
  for (const { node, group, rules } of written) {
    const { line, column } = node.position;
    if (group.name === '') faults.push(faultOf(node, `${line}:${column}: Groupname must not be empty`));
    if (names.has(group.name)) {
      faults.push(
        faultOf(node, `${line}:${column}: groupname: "${group.name}" is repeated in the same file`),
      );
    }
    names.add(group.name);
    const found: RuleFault[] = [];
    for (const [i, rule] of rules.entries())
      found.push(...(await ruleFaults(rule, group.rules[i] as Rule, group.name, i + 1)));
    faults.push(...found);
    if (found.length === 0) groups.push(group);
  }
  return { groups, faults };
}

interface WrittenGroup {
  readonly node: ConfigNode;
  readonly group: RuleGroup;
  readonly rules: readonly WrittenRule[];
}

function readGroup(node: ConfigNode): WrittenGroup {
  const fields = node.fields(['name', 'interval', 'limit', 'rules'], 'rulefmt.RuleGroup');
  const rules = (fields.get('rules')?.list() ?? []).map((rule) => ({
    node: rule,
    fields: rule.fields(ruleFields, 'rulefmt.RuleNode'),
  }));
  const intervalMs = fields.get('interval')?.durationMs();
  return {
    node,
    group: {
      name: fields.get('name')?.text() ?? '',
      ...(intervalMs !== undefined && intervalMs > 0 && { intervalMs }),
      limit: fields.get('limit')?.integer() ?? 0,
      rules: rules.map(({ fields: written }) => readRule(written)),
    },
    rules,
  };
}

function readRule(fields: ConfigFields): Rule {
  const alert = fields.get('alert')?.text() ?? '';
  const expression = fields.get('expr')?.text() ?? '';
  const labels = fields.get('labels')?.labels() ?? {};
  const annotations = fields.get('annotations')?.labels() ?? {};
  const forMs = fields.get('for')?.durationMs() ?? 0;
  const keepFiringForMs = fields.get('keep_firing_for')?.durationMs() ?? 0;
  if (alert === '')
    return { kind: 'recording', name: fields.get('record')?.text() ?? '', expression, labels };
  return { kind: 'alerting', name: alert, expression, forMs, keepFiringForMs, labels, annotations };
}
