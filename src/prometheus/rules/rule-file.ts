import * as v from 'valibot';
import { DocumentError, type TextDocument } from '../../document/document.js';
import { ParseError } from '../../parse-error.js';
import { durationMs, fields, inGoWords, integer, list, optionalText, parseConfig } from '../config-yaml.js';
import type { Rule, RuleFault, RuleGroup } from './rule.js';
import { ruleFaults, type WrittenRule, writtenRule } from './rule-check.js';

/** What a file of rules holds, and all that is wrong with it. */
export interface CheckedRuleFile {
  readonly groups: readonly RuleGroup[];
  readonly faults: readonly RuleFault[];
}

/** A file of rules that Prometheus would refuse. */
export class RuleFileError extends ParseError {
  override readonly name = 'RuleFileError';
  /** Column of the first fault, counted from 1. */
  readonly column?: number;

  /** @param faults all that is wrong; the first gives the place */
  constructor(readonly faults: readonly RuleFault[]) {
    const [first] = faults;
    super('', first?.offset ?? 0, first?.line);
    if (first) this.column = first.column;
    this.message = faults.map(({ message }) => message).join('\n');
  }
}

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
    return await checked(parseConfig(text, inGoWords));
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const { message, offset, line = 1, column = 1 } = error;
    return { groups: [], faults: [{ message, offset, line, column }] };
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

const writtenGroup = fields('rulefmt.RuleGroup', {
  name: optionalText,
  interval: v.exactOptional(durationMs, '0'),
  limit: v.exactOptional(integer, null),
  rules: list(writtenRule),
});

const writtenFile = fields('rulefmt.RuleGroups', { groups: list(writtenGroup) });

async function checked(document: TextDocument): Promise<CheckedRuleFile> {
  const groups: RuleGroup[] = [];
  const faults: RuleFault[] = [];
  const names = new Set<string>();
  for (const [i, group] of document.read(writtenFile).groups.entries()) {
    const { name } = group;
    const position = document.position(['groups', i]);
    const says = (message: string): RuleFault => ({
      message: `${position.line}:${position.column}: ${message}`,
      ...position,
    });
    if (name === '') faults.push(says('Groupname must not be empty'));
    if (names.has(name)) faults.push(says(`groupname: "${name}" is repeated in the same file`));
    names.add(name);
    const found: RuleFault[] = [];
    for (const [j, rule] of group.rules.entries())
      found.push(
        ...(await ruleFaults(document, ['groups', i, 'rules', j], rule, { group: name, place: j + 1 })),
      );
    faults.push(...found);
    if (found.length === 0) groups.push(groupOf(group));
  }
  return { groups, faults };
}

function groupOf({ name, interval, limit, rules }: v.InferOutput<typeof writtenGroup>): RuleGroup {
  return { name, ...(interval > 0 && { intervalMs: interval }), limit, rules: rules.map(ruleOf) };
}

function ruleOf({ record, alert, expr = '', labels, annotations, ...rule }: WrittenRule): Rule {
  if (alert === '') return { kind: 'recording', name: record, expression: expr, labels };
  const { for: forMs, keep_firing_for: keepFiringForMs } = rule;
  return { kind: 'alerting', name: alert, expression: expr, forMs, keepFiringForMs, labels, annotations };
}
