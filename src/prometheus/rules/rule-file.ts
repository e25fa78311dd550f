import { inLine, oneLine } from '../../harmless.js';
import * as v from 'valibot';
import { DocumentError, type DocumentPath, type TextDocument } from '../../document/document.js';
import { ParseError } from '../../parse-error.js';
import {
  durationMs,
  fields,
  inGoWords,
  integer,
  labels,
  list,
  optionalText,
  parseConfig,
} from '../config-yaml.js';
import { isUtf8Name, metricName } from '../series/labels.js';
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
 * Reads a file of rules, as `promtool check rules` of Prometheus 3 does.
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
  query_offset: v.exactOptional(durationMs, '0'),
  limit: v.exactOptional(integer, null),
  labels,
  rules: list(writtenRule),
});

const writtenFile = fields('rulefmt.RuleGroups', { groups: list(writtenGroup) });

/** The fields of each part, which a reader stops at the first unknown one of. */
const known = {
  group: ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules'],
  rule: ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'],
};

/** All the fields that nobody knows, as Go tells them in one error; none where the file has another shape. */
function unknownFields(document: TextDocument): readonly RuleFault[] {
  const found: { readonly name: string; readonly type: string; readonly path: DocumentPath }[] = [];
  const look = (value: unknown, path: DocumentPath, names: readonly string[], type: string): unknown[] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    for (const name of Object.keys(value))
      if (!names.includes(name)) found.push({ name, type, path: [...path, name] });
    const inside: unknown = 'groups' in value ? value.groups : 'rules' in value ? value.rules : undefined;
    return Array.isArray(inside) ? inside : [];
  };
  look(document.value, [], ['groups'], 'rulefmt.RuleGroups').forEach((group, i) => {
    look(group, ['groups', i], known.group, 'rulefmt.RuleGroup').forEach((rule, j) => {
      look(rule, ['groups', i, 'rules', j], known.rule, 'rulefmt.Rule');
    });
  });
  const placed = found
    .map(({ name, type, path }) => ({ name, type, ...document.position(path, 'key') }))
    .sort((a, b) => a.offset - b.offset);
  const [first] = placed;
  if (first === undefined) return [];
  const lines = placed.map(
    ({ line, name, type }) => `  line ${line}: field ${inLine(name)} not found in type ${type}`,
  );
  const { offset, line, column } = first;
  return [{ message: ['yaml: unmarshal errors:', ...lines].join('\n'), offset, line, column }];
}

async function checked(document: TextDocument): Promise<CheckedRuleFile> {
  const unknown = unknownFields(document);
  if (unknown.length > 0) return { groups: [], faults: unknown };
  const groups: RuleGroup[] = [];
  const faults: RuleFault[] = [];
  const names = new Set<string>();
  for (const [i, group] of document.read(writtenFile).groups.entries()) {
    const { name } = group;
    const position = document.position(['groups', i]);
    const says = (message: string): RuleFault => ({
      message: oneLine(`${position.line}:${position.column}: ${message}`),
      ...position,
    });
    if (name === '') faults.push(says('Groupname must not be empty'));
    if (names.has(name)) faults.push(says(`groupname: "${name}" is repeated in the same file`));
    names.add(name);
    const found: RuleFault[] = Object.keys(group.labels)
      .filter((label) => !isUtf8Name(label) || label === metricName)
      .map((label) => ({
        message: oneLine(`invalid label name: ${label}`),
        ...document.position(['groups', i, 'labels', label]),
      }));
    for (const [j, rule] of group.rules.entries())
      found.push(
        ...(await ruleFaults(document, ['groups', i, 'rules', j], rule, { group: name, place: j + 1 })),
      );
    faults.push(...found);
    if (found.length === 0) groups.push(groupOf(group));
  }
  return { groups, faults };
}

function groupOf({
  name,
  interval,
  query_offset: queryOffsetMs,
  limit,
  labels: shared,
  rules,
}: v.InferOutput<typeof writtenGroup>): RuleGroup {
  return {
    ...{ name, ...(interval > 0 && { intervalMs: interval }) },
    ...(queryOffsetMs > 0 && { queryOffsetMs }),
    ...{ limit, rules: rules.map((rule) => ruleOf({ ...rule, labels: { ...shared, ...rule.labels } })) },
  };
}

function ruleOf({ record, alert, expr = '', labels, annotations, ...rule }: WrittenRule): Rule {
  if (alert === '') return { kind: 'recording', name: record, expression: expr, labels };
  const { for: forMs, keep_firing_for: keepFiringForMs } = rule;
  return { kind: 'alerting', name: alert, expression: expr, forMs, keepFiringForMs, labels, annotations };
}
