import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

export const schemaFolder = path.join(import.meta.dirname, '../../data/schemas');

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const validators = new Map<string, ValidateFunction>();

/** What `data/schemas/FORMAT.json` finds wrong with a value: a property that it does not have, too. */
export function faultsOf(format: string, value: unknown): readonly unknown[] {
  const validate = validators.get(format) ?? ajv.compile(schemaIn(format));
  validators.set(format, validate);
  return validate(value) ? [] : (validate.errors ?? []);
}

function schemaIn(format: string): object {
  return JSON.parse(readFileSync(path.join(schemaFolder, `${format}.json`), 'utf8')) as object;
}
