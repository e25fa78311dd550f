import type { Labels } from '../series/labels.js';
import { execute } from './execute.js';
import type { TemplateWorld } from './functions.js';
import { parseTemplate } from './parse.js';
import { TemplateError, type ParsedTemplate } from './syntax.js';
import { float, labelMap, text, type TemplateValue } from './value.js';

/** What {@link expandAlertTemplate} needs to know of an alert. */
export interface AlertTemplateData {
  readonly labels: Labels;
  readonly value: number;
  readonly externalLabels?: Labels;
  readonly externalUrl?: string;
  /** Answers the function `query`; without it no query finds anything. */
  readonly query?: (
    expression: string,
  ) => Promise<readonly { readonly labels: Labels; readonly value: number }[]>;
}

const variables = ['$', '$labels', '$externalLabels', '$externalURL', '$value'];

/**
 * Reads the template of a label or an annotation without running it.
 *
 * @throws {TemplateError} in the words of promtool
 */
export function parseAlertTemplate(alert: string, source: string): ParsedTemplate {
  return parseTemplate(`__alert_${alert}`, source, variables);
}

/**
 * The text of a label or an annotation of an alert: Go's text/template with the functions of Prometheus 2.42.
 *
 * @param source such as `{{ $labels.instance }} : {{ $value | humanizeDuration }}`
 * @param data labels and value of the alert
 * @param alert its name, which errors repeat
 * @returns plain text: what labels hold is never markup
 * @throws {TemplateError} where the template is wrong, cannot run, or does not end
 * @see template/template.go
 * @example
 * ```ts
 * import { expandAlertTemplate } from 'sonde/prometheus';
 *
 * const source = '{{ $labels.instance | stripPort }} : {{ $value | humanizePercentage }} de pertes';
 * console.log(await expandAlertTemplate(source, { labels: { instance: '192.0.2.1:9100' }, value: 0.25 }));
 * // → 192.0.2.1 : 25% de pertes
 * ```
 */
export async function expandAlertTemplate(
  source: string,
  data: AlertTemplateData,
  alert = '',
): Promise<string> {
  if (!source.includes('{{')) return source;
  return execute(parseAlertTemplate(alert, source), ...(await surroundings(data)));
}

async function surroundings(
  data: AlertTemplateData,
): Promise<[TemplateValue, ReadonlyMap<string, TemplateValue>, TemplateWorld]> {
  const { RE2JS: engine } = await import('re2js');
  const externalUrl = data.externalUrl ?? '';
  const labels = labelMap(data.labels);
  const externalLabels = labelMap(data.externalLabels ?? {});
  const value = float(data.value);
  const dot: TemplateValue = {
    type: 'struct',
    fields: { Labels: labels, ExternalLabels: externalLabels, ExternalURL: text(externalUrl), Value: value },
  };
  const known = new Map(
    [dot, labels, externalLabels, text(externalUrl), value].map((each, i) => [variables[i] ?? '', each]),
  );
  const world: TemplateWorld = {
    externalUrl,
    query: data.query ?? (() => Promise.resolve([])),
    matches: (pattern, subject) => regexError(() => engine.compile(pattern).matcher(subject).find()),
    replaceAll: (pattern, replacement, subject) =>
      regexError(() => engine.compile(pattern).matcher(subject).replaceAll(replacement)),
  };
  return [dot, known, world];
}

function regexError<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message : String(error));
  }
}
