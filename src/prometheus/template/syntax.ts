/** A template that cannot be read or run, in the words of Go's text/template. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** A word of a pipeline. */
export type Token = {
  readonly type: 'field' | 'variable' | 'word' | 'string' | 'number' | 'operator';
  readonly text: string;
  readonly spaceBefore: boolean;
};

/** A piece of a template: text, or what stands between `{{` and `}}`. */
export type Piece =
  | { readonly type: 'text'; readonly text: string; readonly line: number }
  | { readonly type: 'action'; readonly tokens: readonly Token[]; readonly line: number };

/** An argument of a command. `fields` are read one after the other from what it gives. */
export type Operand =
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'field'; readonly fields: readonly string[] }
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly whole: boolean }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline; readonly fields: readonly string[] };

/** Operands, the first of which may be a function. */
export type Command = readonly Operand[];

/** Commands, each of which is given the value of the one before it; the last value may be assigned to variables. */
export interface Pipeline {
  readonly line: number;
  readonly variables: readonly string[];
  /** `$x = …` to variables that exist, instead of `$x := …`, which declares them. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** A text, an action, or a block of them. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline }
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'template'; readonly name: string; readonly pipeline?: Pipeline }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipeline: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

/** A template that has been read, and found right. */
export interface ParsedTemplate {
  readonly name: string;
  readonly nodes: readonly TemplateNode[];
  /** Templates that `define` names. */
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}
