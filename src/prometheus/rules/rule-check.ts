import { ConfigError, type ConfigFields, type ConfigNode } from '../config-yaml.js';
import { parseExpression } from '../promql/syntax/parse.js';
import { parseAlertTemplate } from '../template/expand.js';
import { TemplateError } from '../template/syntax.js';
import { ExpressionError } from '../promql/query-error.js';
import { isLabelName, isMetricName, metricName } from '../series/labels.js';
import type { Rule, RuleFault } from './rule.js';

/** A rule as its file has it, with the places of its fields. */
export interface WrittenRule {
  readonly node: ConfigNode;
  readonly fields: ConfigFields;
}

/** A fault with its place. */
export function faultOf(node: ConfigNode | ConfigError, message: string): RuleFault {
  const { offset, line = 1, column } = node instanceof ConfigError ? node : node.position;
  return { message, offset, line, column };
}

/** All that is wrong with a rule, in the order and the words of Prometheus (RuleNode.Validate). */
export async function ruleFaults(
  written: WrittenRule,
  rule: Rule,
  group: string,
  place: number,
): Promise<RuleFault[]> {
  const says = (node: ConfigNode | undefined, message: string, positions = at(node)): RuleFault =>
    faultOf(node ?? written.node, `${positions}group "${group}", rule ${place}, "${rule.name}": ${message}`);
  return [
    ...nameFaults(written, says),
    ...(await expressionFaults(written, rule, says)),
    ...(rule.kind === 'recording' ? recordingFaults(written, rule, says) : []),
    ...labelFaults(written, says),
    ...templateFaults(written, rule, says),
  ];
}

type Says = (node: ConfigNode | undefined, message: string, positions?: string) => RuleFault;

function at(node: ConfigNode | undefined): string {
  if (node === undefined) return '';
  const { line, column } = node.position;
  return `${line}:${column}: `;
}

function textOf({ fields }: WrittenRule, name: string): string {
  return fields.get(name)?.text() ?? '';
}

function nameFaults(written: WrittenRule, says: Says): RuleFault[] {
  const { fields } = written;
  const [record, alert] = [textOf(written, 'record'), textOf(written, 'alert')];
  const both = `${at(fields.get('record'))}${at(fields.get('alert'))}`;
  if (record !== '' && alert !== '') {
    return [says(fields.get('record'), "only one of 'record' and 'alert' must be set", both)];
  }
  return record === '' && alert === ''
    ? [says(undefined, "one of 'record' or 'alert' must be set", '0:0: ')]
    : [];
}

async function expressionFaults(
  written: WrittenRule,
  { expression }: Rule,
  says: Says,
): Promise<RuleFault[]> {
  const node = written.fields.get('expr');
  if (expression === '')
    return [says(node, "field 'expr' must be set in rule", node === undefined ? '0:0: ' : undefined)];
  try {
    await parseExpression(expression);
    return [];
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return [says(node, `could not parse expression: ${error.message}`)];
  }
}

function recordingFaults(written: WrittenRule, { name }: Rule, says: Says): RuleFault[] {
  const { fields } = written;
  const record = fields.get('record');
  if (name === '') return [];
  const misplaced = (['annotations', 'for', 'keep_firing_for'] as const).filter((field) =>
    isSet(written, field),
  );
  const faults = misplaced.map((field) => says(record, `invalid field '${field}' in recording rule`));
  if (!isMetricName(name)) faults.push(says(record, `invalid recording rule name: ${name}`));
  return faults;
}

function isSet({ fields }: WrittenRule, field: 'annotations' | 'for' | 'keep_firing_for'): boolean {
  const node = fields.get(field);
  if (node === undefined) return false;
  return field === 'annotations' ? node.entries().size > 0 : node.durationMs() > 0;
}

function labelFaults({ fields }: WrittenRule, says: Says): RuleFault[] {
  const faults: RuleFault[] = [];
  for (const [name, value] of fields.get('labels')?.entries() ?? []) {
    if (!isLabelName(name) || name === metricName)
      faults.push(says(value, `invalid label name: ${name}`, ''));
  }
  for (const [name, value] of fields.get('annotations')?.entries() ?? []) {
    if (!isLabelName(name)) faults.push(says(value, `invalid annotation name: ${name}`, ''));
  }
  return faults;
}

function templateFaults({ fields }: WrittenRule, rule: Rule, says: Says): RuleFault[] {
  if (rule.kind === 'recording') return [];
  return (['label', 'annotation'] as const).flatMap((kind) =>
    [...(fields.get(`${kind}s`)?.entries() ?? [])].flatMap(([name, value]) => {
      try {
        parseAlertTemplate(rule.name, value.text());
        return [];
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        return [says(value, `${kind} "${name}": ${error.message}`, '')];
      }
    }),
  );
}
