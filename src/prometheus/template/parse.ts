import { pieces } from './lex.js';
import { PipelineReader } from './parse-pipeline.js';
import {
  TemplateError,
  type ParsedTemplate,
  type Piece,
  type Pipeline,
  type TemplateNode,
} from './syntax.js';

/** Longer than any annotation; the limits keep a hostile rule file from exhausting memory or stack. */
const maxLength = 100_000;
const maxDepth = 100;

type Body = readonly TemplateNode[];
type Ending = 'eof' | 'end' | 'else';

/**
 * Reads a template of Go's text/template with Prometheus' functions.
 *
 * @param name by which errors call it
 * @param source the text
 * @param variables names of those that are set before it runs
 * @throws {TemplateError} such as `template: __alert_X:1: function "foo" not defined`
 */
export function parseTemplate(name: string, source: string, variables: readonly string[]): ParsedTemplate {
  return new TemplateReader(name, source, variables).read();
}

class TemplateReader {
  readonly #defined = new Map<string, Body>();
  readonly #pieces: readonly Piece[];
  readonly #variables: string[];
  #at = 0;
  #depth = 0;
  #ranges = 0;
  #line = 1;

  constructor(
    readonly name: string,
    source: string,
    variables: readonly string[],
  ) {
    const short = source.length <= maxLength;
    this.#pieces = pieces(short ? source : '', (line, reason) => this.#fail(reason, line));
    if (!short) throw this.#fail('template is too long');
    this.#variables = [...variables];
  }

  read(): ParsedTemplate {
    const [nodes, ending] = this.#list();
    if (ending !== 'eof') throw this.#fail(`unexpected {{${ending}}}`);
    return { name: this.name, nodes, defined: this.#defined };
  }

  #fail(reason: string, line = this.#line): TemplateError {
    return new TemplateError(`template: ${this.name}:${line}: ${reason}`);
  }

  /** Nodes up to `end`, `else` or the end of the text. */
  #list(): readonly [Body, Ending, PipelineReader?] {
    const nodes: TemplateNode[] = [];
    if (++this.#depth > maxDepth) throw this.#fail('template is nested too deeply');
    for (;;) {
      const piece = this.#pieces[this.#at++];
      if (piece === undefined) return [nodes, 'eof'];
      this.#line = piece.line;
      if (piece.type === 'text') {
        nodes.push({ kind: 'text', text: piece.text });
        continue;
      }
      const reader = new PipelineReader(piece.tokens, piece.line, this.#variables, (why) => this.#fail(why));
      const keyword = reader.keyword();
      if (keyword === 'end' || keyword === 'else') {
        this.#depth--;
        if (keyword === 'end') reader.finish('end');
        return [nodes, keyword, reader];
      }
      const node = this.#node(keyword, reader);
      if (node !== undefined) nodes.push(node);
    }
  }

  #node(keyword: string | undefined, reader: PipelineReader): TemplateNode | undefined {
    switch (keyword) {
      case 'if':
      case 'with':
      case 'range':
        return this.#block(keyword, reader);
      case 'break':
      case 'continue':
        reader.finish(keyword);
        if (this.#ranges === 0) throw this.#fail(`{{${keyword}}} outside {{range}}`);
        return { kind: keyword };
      case 'define':
        this.#define(reader);
        return undefined;
      case 'template':
        return this.#call(reader);
      case 'block':
        throw this.#fail('{{block}} is not supported');
      default:
        return { kind: 'pipeline', pipeline: reader.pipeline('command') };
    }
  }

  #block(kind: 'if' | 'with' | 'range', reader: PipelineReader): TemplateNode {
    const known = this.#variables.length;
    const pipeline = reader.pipeline(kind);
    if (kind === 'range') this.#ranges++;
    const [body, ending, next] = this.#list();
    if (kind === 'range') this.#ranges--;
    const otherwise =
      ending === 'else' && next !== undefined ? this.#otherwise(kind, next) : this.#ended(ending);
    this.#variables.length = known;
    return { kind, pipeline, body, otherwise };
  }

  /** `{{else}}`, or `{{else if …}}`, which is an `if` inside that shares its end. */
  #otherwise(kind: 'if' | 'with' | 'range', reader: PipelineReader): Body {
    if (kind === 'if' && reader.keyword() === 'if') return [this.#block('if', reader)];
    reader.finish('else');
    const [body, ending] = this.#list();
    if (ending === 'else') throw this.#fail('expected end; found {{else}}');
    this.#ended(ending);
    return body;
  }

  #ended(ending: Ending): Body {
    if (ending === 'eof') throw this.#fail('unexpected EOF');
    return [];
  }

  #define(reader: PipelineReader): void {
    const name = reader.name('define clause');
    const outside = this.#variables.splice(0, this.#variables.length, '$');
    const [body, ending] = this.#list();
    if (ending !== 'end')
      throw this.#fail(ending === 'eof' ? 'unexpected EOF' : 'unexpected {{else}} in define clause');
    this.#variables.splice(0, this.#variables.length, ...outside);
    this.#defined.set(name, body);
  }

  #call(reader: PipelineReader): TemplateNode {
    const name = reader.name('template clause');
    const pipeline: Pipeline | undefined = reader.isEmpty ? undefined : reader.pipeline('template clause');
    return { kind: 'template', name, ...(pipeline && { pipeline }) };
  }
}
