import { functionNames } from './builtins.js';
import type { Command, Operand, Pipeline, TemplateError, Token } from './syntax.js';

const maxDepth = 50;
const keywords = ['if', 'with', 'range', 'else', 'end', 'define', 'template', 'block', 'break', 'continue'];

/** Reads the pipeline of one action (text/template/parse/parse.go). */
export class PipelineReader {
  #at = 0;

  /**
   * @param variables names in scope; declarations are added to it
   * @param fail makes an error at this line
   */
  constructor(
    readonly tokens: readonly Token[],
    readonly line: number,
    readonly variables: string[],
    readonly fail: (reason: string) => TemplateError,
  ) {}

  get isEmpty(): boolean {
    return this.#at >= this.tokens.length;
  }

  /** The keyword that the action begins with. */
  keyword(): string | undefined {
    const token = this.tokens[this.#at];
    if (token?.type !== 'word' || !keywords.includes(token.text)) return undefined;
    this.#at++;
    return token.text;
  }

  finish(context: string): void {
    const token = this.tokens[this.#at];
    if (token !== undefined) throw this.fail(`unexpected ${written(token)} in ${context}`);
  }

  name(context: string): string {
    const token = this.tokens[this.#at++];
    if (token?.type !== 'string') throw this.fail(`unexpected ${written(token)} in ${context}`);
    return token.text;
  }

  pipeline(context: string): Pipeline {
    const declaration = this.#declaration(context);
    const commands = this.#commands(context, 0);
    this.finish(context);
    if (!declaration.assigns) this.variables.push(...declaration.variables);
    return { line: this.line, ...declaration, commands };
  }

  /** `$x :=`, `$x =`, and `$i, $x :=` in a range. */
  #declaration(context: string): Pick<Pipeline, 'variables' | 'assigns'> {
    const [first, second, third, fourth] = this.tokens.slice(this.#at);
    if (first?.type !== 'variable') return { variables: [], assigns: false };
    if (isOperator(second, ':=') || isOperator(second, '=')) {
      this.#at += 2;
      return this.#declared([first.text], second?.text === '=');
    }
    if (!isOperator(second, ',')) return { variables: [], assigns: false };
    if (
      context !== 'range' ||
      third?.type !== 'variable' ||
      !(isOperator(fourth, ':=') || isOperator(fourth, '='))
    ) {
      throw this.fail(`too many declarations in ${context}`);
    }
    this.#at += 4;
    return this.#declared([first.text, third.text], fourth?.text === '=');
  }

  #declared(variables: readonly string[], assigns: boolean): Pick<Pipeline, 'variables' | 'assigns'> {
    if (assigns) for (const name of variables) this.#known(name);
    return { variables, assigns };
  }

  #known(name: string): void {
    if (!this.variables.includes(name)) throw this.fail(`undefined variable ${JSON.stringify(name)}`);
  }

  #commands(context: string, depth: number): readonly Command[] {
    if (depth > maxDepth) throw this.fail('pipeline is nested too deeply');
    const commands: Command[] = [];
    for (;;) {
      const command = this.#command(depth);
      const token = this.tokens[this.#at];
      if (command.length === 0) {
        if (token === undefined && depth > 0) throw this.fail('unclosed left paren');
        throw this.fail(
          token === undefined && commands.length === 0
            ? `missing value for ${context}`
            : this.#emptyCommand(token),
        );
      }
      this.#pipedInto(command, commands.length);
      commands.push(command);
      if (!isOperator(token, '|')) return commands;
      this.#at++;
    }
  }

  #emptyCommand(token: Token | undefined): string {
    return token === undefined || isOperator(token, '|')
      ? 'missing value for command'
      : `unexpected ${written(token)} in operand`;
  }

  /** Only a function or a method takes the value of the command before it. */
  #pipedInto([first]: Command, place: number): void {
    if (place === 0 || first === undefined) return;
    const callable = ['call', 'field', 'variable', 'pipeline'].includes(first.kind);
    if (!callable) throw this.fail(`non executable command in pipeline stage ${place + 1}`);
  }

  #command(depth: number): Command {
    const operands: Operand[] = [];
    for (;;) {
      const token = this.tokens[this.#at];
      if (token === undefined || isOperator(token, '|') || isOperator(token, ')')) return operands;
      if (operands.length > 0 && !token.spaceBefore)
        throw this.fail(`unexpected ${written(token)} in operand`);
      this.#at++;
      operands.push(this.#operand(token, depth));
    }
  }

  #operand(token: Token, depth: number): Operand {
    switch (token.type) {
      case 'string':
        return { kind: 'text', text: token.text };
      case 'number':
        return this.#number(token.text);
      case 'variable':
        this.#known(token.text);
        return { kind: 'variable', name: token.text, fields: this.#fields() };
      case 'field':
        return { kind: 'field', fields: [token.text.slice(1), ...this.#fields()] };
      case 'word':
        return this.#word(token.text);
      case 'operator':
        if (token.text === '(') return this.#parenthesis(depth);
        if (token.text === '.') return { kind: 'dot' };
        throw this.fail(`unexpected ${written(token)} in operand`);
    }
  }

  #number(text: string): Operand {
    const plain = text.replaceAll('_', '');
    const value = Number(plain.replace(/^\+/, ''));
    if (!Number.isFinite(value)) throw this.fail(`bad number syntax: ${JSON.stringify(text)}`);
    const whole = /^[+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+)$/.test(plain);
    return { kind: 'number', value, whole };
  }

  #word(text: string): Operand {
    if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' };
    if (text === 'nil') return { kind: 'nil' };
    if (!functionNames.has(text)) throw this.fail(`function ${JSON.stringify(text)} not defined`);
    return { kind: 'call', name: text };
  }

  #parenthesis(depth: number): Operand {
    const commands = this.#commands('parenthesized pipeline', depth + 1);
    const token = this.tokens[this.#at++];
    if (!isOperator(token, ')'))
      throw this.fail(
        token === undefined ? 'unclosed left paren' : `unexpected ${written(token)} in operand`,
      );
    return {
      kind: 'pipeline',
      pipeline: { line: this.line, variables: [], assigns: false, commands },
      fields: this.#fields(),
    };
  }

  #fields(): readonly string[] {
    const fields: string[] = [];
    for (;;) {
      const token = this.tokens[this.#at];
      if (token?.type !== 'field' || token.spaceBefore) return fields;
      fields.push(token.text.slice(1));
      this.#at++;
    }
  }
}

function isOperator(token: Token | undefined, text: string): boolean {
  return token?.type === 'operator' && token.text === text;
}

function written(token: Token | undefined): string {
  return token === undefined ? '"}}"' : `<${token.text}>`;
}
