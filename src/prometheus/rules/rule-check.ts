import { oneLine } from '../../harmless.js';
import * as v from 'valibot';
import type { DocumentPath, TextDocument } from '../../document/document.js';
import { durationMs, fields, labels, optionalText, text } from '../config-yaml.js';
import { ExpressionError } from '../promql/query-error.js';
import { parseExpression } from '../promql/syntax/parse.js';
import { isUtf8Name, metricName } from '../series/labels.js';
import { parseAlertTemplate } from '../template/expand.js';
import { TemplateError } from '../template/syntax.js';
import type { RuleFault } from './rule.js';

/** A rule as a file writes it. */
export const writtenRule = fields('rulefmt.Rule', {
  record: optionalText,
  alert: optionalText,
  expr: v.exactOptional(text),
  for: v.exactOptional(durationMs, '0'),
  keep_firing_for: v.exactOptional(durationMs, '0'),
  labels,
  annotations: labels,
});

export type WrittenRule = v.InferOutput<typeof writtenRule>;

/** A fault of a part of the rule, told after the part's own place or after others. */
type Says = (part: DocumentPath, message: string, places?: string) => RuleFault;

/**
 * All that is wrong with a rule, in the order and the words of Prometheus (Rule.Validate).
 *
 * @param path of the rule in the file
 * @param place of the rule in its group, from 1
 */
export async function ruleFaults(
  document: TextDocument,
  path: DocumentPath,
  rule: WrittenRule,
  { group, place }: { readonly group: string; readonly place: number },
): Promise<readonly RuleFault[]> {
  const name = rule.alert === '' ? rule.record : rule.alert;
  const at = (part: DocumentPath): string => {
    const { line, column } = document.position([...path, ...part]);
    return `${line}:${column}: `;
  };
  const says: Says = (part, message, places = at(part)) => ({
    message: oneLine(`${places}group "${group}", rule ${place}, "${name}": ${message}`),
    ...document.position([...path, ...part]),
  });
  return [
    ...nameFaults(rule, says, `${at(['record'])}${at(['alert'])}`),
    ...(await expressionFaults(rule, says)),
    ...recordingFaults(rule, says),
    ...labelFaults(rule, says),
    ...templateFaults(rule, says),
  ];
}

function nameFaults({ record, alert }: WrittenRule, says: Says, both: string): RuleFault[] {
  if (record !== '' && alert !== '')
    return [says(['record'], "only one of 'record' and 'alert' must be set", both)];
  return record === '' && alert === ''
    ? [says([], "one of 'record' or 'alert' must be set", '0:0: 0:0: ')]
    : [];
}

async function expressionFaults({ expr }: WrittenRule, says: Says): Promise<RuleFault[]> {
  if (expr === undefined) return [says([], "field 'expr' must be set in rule", '0:0: ')];
  if (expr === '') return [says(['expr'], "field 'expr' must be set in rule")];
  try {
    await parseExpression(expr);
    return [];
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return [says(['expr'], `could not parse expression: ${error.message}`)];
  }
}

function recordingFaults(rule: WrittenRule, says: Says): RuleFault[] {
  const { record, alert, annotations } = rule;
  if (record === '' || alert !== '') return [];
  const misplaced = [
    ...(Object.keys(annotations).length > 0 ? ['annotations'] : []),
    ...(['for', 'keep_firing_for'] as const).filter((field) => rule[field] > 0),
  ];
  const faults = misplaced.map((field) => says(['record'], `invalid field '${field}' in recording rule`));
  if (!isUtf8Name(record)) faults.push(says(['record'], `invalid recording rule name: ${record}`));
  // An expression where the name belongs.
  if (/[{}]/.test(record))
    faults.push(
      says(['record'], `braces present in the recording rule name; should it be in expr?: ${record}`),
    );
  return faults;
}

function labelFaults({ labels, annotations }: WrittenRule, says: Says): RuleFault[] {
  const wrongLabels = Object.keys(labels).filter((name) => !isUtf8Name(name) || name === metricName);
  const wrongAnnotations = Object.keys(annotations).filter((name) => !isUtf8Name(name));
  return [
    ...wrongLabels.map((name) => says(['labels', name], `invalid label name: ${name}`, '')),
    ...wrongAnnotations.map((name) => says(['annotations', name], `invalid annotation name: ${name}`, '')),
  ];
}

function templateFaults(rule: WrittenRule, says: Says): RuleFault[] {
  if (rule.alert === '') return [];
  return (['label', 'annotation'] as const).flatMap((kind) =>
    Object.entries(rule[`${kind}s`]).flatMap(([name, template]) => {
      try {
        parseAlertTemplate(rule.alert, template);
        return [];
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        return [says([`${kind}s`, name], `${kind} "${name}": ${error.message}`, '')];
      }
    }),
  );
}
