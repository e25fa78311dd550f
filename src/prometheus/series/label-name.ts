import { QueryError } from '../promql/query-error.js';

/** @throws {QueryError} unless it may be the name of a label (model.LabelName.IsValid) */
export function checkLabelName(name: string): void {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) return;
  throw new QueryError('bad_data', `invalid label name: ${JSON.stringify(name)}`);
}
