/**
 * A field's value, when it fits the bits of the field.
 *
 * @param field its name in messages, protocol included, such as `IPv4 ttl`
 * @param value what to write
 * @param max the highest value that the bits hold
 * @throws RangeError for anything but an integer from 0 to `max`
 */
export function fits(field: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RangeError(`${field} must be an integer from 0 to ${max}, got ${value}`);
  }
  return value;
}

/**
 * A length, or any value that must be a multiple of a protocol's unit.
 *
 * @throws RangeError when it is not
 */
export function multipleOf(unit: number, field: string, value: number): number {
  if (value % unit !== 0) throw new RangeError(`${field} must be a multiple of ${unit}, got ${value}`);
  return value;
}
