import { type BaseIssue, type GenericSchema, type InferOutput, safeParse } from 'valibot';
import { ParseError } from '../parse-error.js';

/** Where a part of a document is: keys and indexes from the top. */
export type DocumentPath = readonly (string | number)[];

/** A place in a text, counted from 1 as editors do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
  /** Characters before it. */
  readonly offset: number;
}

/** A part of a document that is wrong. */
export interface DocumentFault {
  /** What was expected, and mostly what was found. */
  readonly problem: string;
  /** Of the part; empty for the document as a whole. */
  readonly path: DocumentPath;
  /** What stands there; `undefined` where something is missing. */
  readonly found?: unknown;
  readonly position: TextPosition;
}

/** The message of the error that tells a fault. */
export type Wording = (fault: DocumentFault) => string;

/** A document (JSON, YAML or XML) that is not what it should be, and where. */
export class DocumentError extends ParseError {
  override readonly name = 'DocumentError';
  /** What was expected, and mostly what was found. */
  readonly problem: string;
  /** The part at fault, such as `links.2.delay`; empty for the document as a whole. */
  readonly path: string;
  /** Column of the fault, counted from 1; absent for a value that no text holds. */
  readonly column?: number;

  /**
   * @param fault what is wrong, and where
   * @param message all of it in words
   */
  constructor(
    { problem, path, position }: Pick<DocumentFault, 'problem' | 'path'> & Partial<DocumentFault>,
    message: string,
  ) {
    super(problem, position?.offset ?? 0, position?.line);
    this.problem = problem;
    this.path = path.join('.');
    if (position) this.column = position.column;
    this.message = message;
  }
}

/**
 * A part that is wrong. Thrown by what a schema calls (`transform`) for parts that contradict each other:
 * {@link TextDocument.read} knows where they are written, and makes it a {@link DocumentError}.
 */
export class FieldFault extends Error {
  override readonly name = 'FieldFault';
  /**
   * @param path the part, from the top of the document
   * @param message what was expected and what was found
   * @param place whether its key or its value is at fault
   * @param found what stands there
   */
  constructor(
    readonly path: DocumentPath,
    message: string,
    readonly place: 'key' | 'value' = 'value',
    readonly found?: unknown,
  ) {
    super(message);
  }
}

function faultOf({ message, path, input }: BaseIssue<unknown>): FieldFault {
  const keys = (path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  return new FieldFault(keys, message, path?.at(-1)?.origin === 'key' ? 'key' : 'value', input);
}

/** How a text is parsed. */
export interface ParseOptions {
  /** A longer text is refused. */
  readonly maxCharacters: number;
  /** `path: problem (line 3, column 5)` by default. */
  readonly wording?: Wording;
}

/** A text that was parsed: what it says, and where each part of it is written. */
export class TextDocument {
  readonly #text: string;
  readonly #offsetOf: (path: DocumentPath, place: 'key' | 'value') => number;
  readonly #wording: Wording;

  /**
   * @param text of which offsets are told
   * @param value what it says, not yet checked
   * @param offsetOf where a part is written, or else the nearest thing around it
   * @param wording of its errors
   */
  constructor(
    text: string,
    readonly value: unknown,
    offsetOf: (path: DocumentPath, place: 'key' | 'value') => number,
    wording: Wording = pathAndProblem,
  ) {
    this.#text = text;
    this.#offsetOf = offsetOf;
    this.#wording = wording;
  }

  /**
   * What the document says, once it is what a schema expects.
   *
   * @param wording of what is not
   * @throws {@link DocumentError} for the first fault: of the others there may be millions
   */
  read<Schema extends GenericSchema>(schema: Schema, wording = this.#wording): InferOutput<Schema> {
    try {
      return checked(schema, this.value);
    } catch (error) {
      throw error instanceof FieldFault ? this.error(error, wording) : error;
    }
  }

  /** The error that tells a fault of one of its parts. */
  error({ path, place, found, message }: FieldFault, wording = this.#wording): DocumentError {
    const fault = { problem: message, path, found, position: this.position(path, place) };
    return new DocumentError(fault, wording(fault));
  }

  /** Where a part is written, or else the nearest thing around it. */
  position(path: DocumentPath, place: 'key' | 'value' = 'value'): TextPosition {
    return positionIn(this.#text, this.#offsetOf(path, place));
  }
}

/**
 * What a value says that was written in code, once it is what a schema expects.
 *
 * @throws {@link DocumentError} for the first fault, with its path and no place in a text
 */
export function readValue<Schema extends GenericSchema>(schema: Schema, value: unknown): InferOutput<Schema> {
  try {
    return checked(schema, value);
  } catch (error) {
    throw error instanceof FieldFault ? valueError(error.path, error.message) : error;
  }
}

/** An error about a part of a value that was written in code. */
export function valueError(path: DocumentPath, problem: string): DocumentError {
  return new DocumentError({ problem, path }, `${path.length === 0 ? '' : `${path.join('.')}: `}${problem}`);
}

/** @throws FieldFault */
function checked<Schema extends GenericSchema>(schema: Schema, value: unknown): InferOutput<Schema> {
  const result = safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw faultOf(result.issues[0]);
}

/** An error about a text that is not the document it should be. */
export function syntaxError(
  text: string,
  offset: number,
  problem: string,
  wording: Wording = pathAndProblem,
): DocumentError {
  const fault = { problem, path: [], position: positionIn(text, offset) };
  return new DocumentError(fault, wording(fault));
}

/** @throws {@link DocumentError} for a text that is longer than it may be */
export function checkLength(text: string, { maxCharacters, wording }: ParseOptions): void {
  if (text.length <= maxCharacters) return;
  throw syntaxError(text, 0, `expected at most ${maxCharacters} characters, got more than that`, wording);
}

/** `links.2.delay: expected a duration (line 15, column 12)`. */
export function pathAndProblem({ path, problem, position }: DocumentFault): string {
  return withPlace(`${path.length === 0 ? '' : `${path.join('.')}: `}${problem}`, position);
}

/** `report.hubs[0].host`. */
export function pathText(path: DocumentPath): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join('');
}

/** Words followed by the place that they are about. */
export function withPlace(words: string, { line, column }: TextPosition): string {
  return `${words} (line ${line}, column ${column})`;
}

function positionIn(text: string, offset: number): TextPosition {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', start)) {
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1, offset };
}
