/** Where a field is in a file: keys and indexes from the top. */
export type FieldPath = readonly (string | number)[];

/** A field that contradicts the rest of the file; `readScenario` turns it into an error with a position. */
export class FieldFault extends Error {
  override readonly name = 'FieldFault';
  /**
   * @param path the field
   * @param message what was expected and what was found
   * @param place whether its key or its value is at fault
   */
  constructor(
    readonly path: FieldPath,
    message: string,
    readonly place: 'key' | 'value' = 'value',
  ) {
    super(message);
  }
}
