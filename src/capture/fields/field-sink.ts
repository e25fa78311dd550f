import type { FieldDefinition, FieldValue } from './field.js';

/**
 * Where a layer puts its fields, in their order: the tree of one packet, or the few that a filter asks for. A layer does
 * not know which, so that both read the same bytes the same way.
 */
export abstract class FieldSink {
  /** The frame. */
  bytes: Uint8Array = new Uint8Array(0);
  /** First byte beyond the layer. */
  end = 0;

  /** A field that says what its bytes say. Ends the layer when they are cut. */
  add(field: FieldDefinition, offset: number, length: number): void {
    this.need(offset, length);
    this.record(field, offset, length, undefined);
  }

  /** A field that says something else than its bytes as they are, or has none (length 0). */
  put(field: FieldDefinition, offset: number, length: number, value: FieldValue): void {
    this.need(offset, length);
    this.record(field, offset, length, value);
  }

  /** Whether a field is looked at: one that costs much to work out, such as a checksum, is left out otherwise. */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  wants(_field: FieldDefinition): boolean {
    return true;
  }

  /** Ends the layer here unless these bytes are in it. */
  need(offset: number, length: number): void {
    if (length < 0 || offset + length > this.end) throw new LayerCut(offset);
  }

  /** The fields that come next are parts of the last one, until {@link close}. */
  abstract open(): void;
  abstract close(): void;
  protected abstract record(
    field: FieldDefinition,
    offset: number,
    length: number,
    value: FieldValue | undefined,
  ): void;
}

/** A layer ends before its fields do. Never seen outside of a dissection: it becomes a mark on the layer. */
export class LayerCut extends Error {
  override readonly name = 'LayerCut';

  constructor(readonly offset: number) {
    super(`the layer ends before ${offset}`);
  }
}
