/** A rule whose evaluation failed, in Prometheus' words. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}
