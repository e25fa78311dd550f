/** An option of a probe out of its range. */
export class InvalidOptionError extends Error {
  override readonly name = 'InvalidOptionError';
  constructor(
    readonly option: string,
    readonly value: unknown,
    expected: string,
  ) {
    super(`${option} must be ${expected}, got ${String(value)}`);
  }
}

/** @throws {@link InvalidOptionError} unless `value` is an integer from `min` to `max` */
export function checkInteger(option: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new InvalidOptionError(option, value, `an integer from ${min} to ${max}`);
  }
}

/** @throws {@link InvalidOptionError} unless `value` is a number from `min` to `max` */
export function checkNumber(option: string, value: number, min: number, max: number): void {
  if (!(Number.isFinite(value) && value >= min && value <= max)) {
    throw new InvalidOptionError(option, value, `a number from ${min} to ${max}`);
  }
}

/** @throws {@link InvalidOptionError} unless `version` is one of IP, or left to the names */
export function checkVersion(version: number | undefined): void {
  if (![undefined, 4, 6].includes(version)) throw new InvalidOptionError('version', version, '4 or 6');
}
