import {
  array,
  minLength,
  minValue,
  number,
  object,
  picklist,
  pipe,
  regex,
  safeParse,
  string,
} from 'valibot';
import { parseDocument } from 'yaml';
import { ParseError } from '../parse-error.js';
import type { MachineCard } from './recordings.js';

const text = pipe(string(), minLength(1));

const cardSchema = object({
  title: text,
  description: text,
  origin: text,
  kernel: text,
  byteOrder: picklist(['LE', 'BE']),
  readings: pipe(
    array(object({ at: pipe(number(), minValue(0)), folder: pipe(string(), regex(/^[\w-]+$/)) })),
    minLength(1),
  ),
});

/**
 * Reads the `machine.yaml` of a recording.
 *
 * @throws {@link ParseError}
 */
export function readMachineCard(yamlText: string): Omit<MachineCard, 'name'> {
  const result = safeParse(cardSchema, parseYaml(yamlText));
  if (!result.success) {
    const [issue] = result.issues;
    const path = issue.path?.map(({ key }) => String(key)).join('.') ?? 'the file';
    throw new ParseError(`${path}: ${issue.message}`, 0);
  }
  const readings = result.output.readings.map(({ at, folder }) => ({ atMs: at * 1000, folder }));
  if (readings.some(({ atMs }, i) => i > 0 && atMs <= (readings[i - 1]?.atMs ?? 0)))
    throw new ParseError('readings: each must come after the one before', 0);
  return { ...result.output, readings };
}

function parseYaml(yamlText: string): unknown {
  const document = parseDocument(yamlText);
  const [error] = document.errors;
  if (error) throw new ParseError(error.message, error.pos[0], error.linePos?.[0].line);
  return document.toJS();
}
