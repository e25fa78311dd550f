import { builtins, wrongCount } from './builtins.js';
import { prometheusFunctions, type TemplateWorld } from './functions.js';
import {
  TemplateError,
  type Command,
  type Operand,
  type ParsedTemplate,
  type Pipeline,
  type TemplateNode,
} from './syntax.js';
import { bool, display, fieldOf, float, int, isTrue, nil, text, type TemplateValue } from './value.js';

/** Limits of one expansion: a template must not take the memory or the time of the rules after it. */
const maxOutput = 1_000_000;
const maxSteps = 200_000;
const maxCalls = 100;

/** Executes a template (text/template/exec.go). @returns its text */
export async function execute(
  template: ParsedTemplate,
  data: TemplateValue,
  variables: ReadonlyMap<string, TemplateValue>,
  world: TemplateWorld,
): Promise<string> {
  const run = new Execution(template, world);
  await run.list(template.nodes, data, new Scope([...variables]));
  return run.output.join('');
}

/** How execution goes on after a node. */
type Flow = 'next' | 'break' | 'continue';

/** Variables in scope, the innermost last. */
class Scope {
  readonly #values: [string, TemplateValue][];

  constructor(values: readonly [string, TemplateValue][]) {
    this.#values = [...values];
  }

  get size(): number {
    return this.#values.length;
  }

  leave(size: number): void {
    this.#values.length = size;
  }

  declare(name: string, value: TemplateValue): void {
    this.#values.push([name, value]);
  }

  get(name: string): TemplateValue {
    return this.#find(name)?.[1] ?? nil;
  }

  assign(name: string, value: TemplateValue): void {
    const found = this.#find(name);
    if (found !== undefined) found[1] = value;
  }

  #find(name: string): [string, TemplateValue] | undefined {
    for (let i = this.#values.length - 1; i >= 0; i--)
      if (this.#values[i]?.[0] === name) return this.#values[i];
    return undefined;
  }
}

class Execution {
  readonly output: string[] = [];
  #length = 0;
  #steps = 0;
  #calls = 0;
  #line = 1;

  constructor(
    readonly template: ParsedTemplate,
    readonly world: TemplateWorld,
  ) {}

  async list(nodes: readonly TemplateNode[], dot: TemplateValue, scope: Scope): Promise<Flow> {
    const size = scope.size;
    for (const node of nodes) {
      const flow = await this.#node(node, dot, scope);
      if (flow !== 'next') {
        scope.leave(size);
        return flow;
      }
    }
    scope.leave(size);
    return 'next';
  }

  #fail(reason: string): TemplateError {
    const { name } = this.template;
    return new TemplateError(`template: ${name}:${this.#line}: executing ${JSON.stringify(name)}: ${reason}`);
  }

  #step(): void {
    if (++this.#steps > maxSteps) throw this.#fail('template takes too many steps');
  }

  #write(written: string): void {
    this.#length += written.length;
    if (this.#length > maxOutput) throw this.#fail('output is too long');
    this.output.push(written);
  }

  async #node(node: TemplateNode, dot: TemplateValue, scope: Scope): Promise<Flow> {
    this.#step();
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return 'next';
      case 'break':
      case 'continue':
        return node.kind;
      case 'pipeline': {
        const value = await this.#pipeline(node.pipeline, dot, scope);
        if (node.pipeline.variables.length === 0)
          this.#write(value.type === 'nil' ? '<no value>' : display(value));
        return 'next';
      }
      case 'template':
        await this.#template(node.name, node.pipeline, dot, scope);
        return 'next';
      default:
        return this.#block(node, dot, scope);
    }
  }

  async #template(
    name: string,
    pipeline: Pipeline | undefined,
    dot: TemplateValue,
    scope: Scope,
  ): Promise<void> {
    const nodes = this.template.defined.get(name);
    if (nodes === undefined) throw this.#fail(`template ${JSON.stringify(name)} not defined`);
    if (++this.#calls > maxCalls) throw this.#fail('exceeded maximum template depth');
    const data = pipeline === undefined ? nil : await this.#pipeline(pipeline, dot, scope);
    await this.list(nodes, data, new Scope([['$', data]]));
    this.#calls--;
  }

  async #block(
    node: Extract<TemplateNode, { body: unknown }>,
    dot: TemplateValue,
    scope: Scope,
  ): Promise<Flow> {
    const size = scope.size;
    const value = await this.#pipeline(node.pipeline, dot, scope, node.kind === 'range');
    let flow: Flow;
    if (node.kind === 'range') flow = await this.#range(node, value, dot, scope);
    else {
      const chosen = isTrue(value) ? node.body : node.otherwise;
      flow = await this.list(chosen, node.kind === 'with' && isTrue(value) ? value : dot, scope);
    }
    scope.leave(size);
    return flow;
  }

  async #range(
    node: Extract<TemplateNode, { body: unknown }>,
    value: TemplateValue,
    dot: TemplateValue,
    scope: Scope,
  ): Promise<Flow> {
    const pairs = this.#pairs(value);
    if (pairs.length === 0) return this.list(node.otherwise, dot, scope);
    const { variables, assigns } = node.pipeline;
    for (const [key, item] of pairs) {
      const size = scope.size;
      const values = variables.length === 2 ? [key, item] : [item];
      variables.forEach((name, i) => {
        if (assigns) scope.assign(name, values[i] ?? nil);
        else scope.declare(name, values[i] ?? nil);
      });
      const flow = await this.list(node.body, item, scope);
      scope.leave(size);
      if (flow === 'break') break;
    }
    return 'next';
  }

  #pairs(value: TemplateValue): readonly (readonly [TemplateValue, TemplateValue])[] {
    if (value.type === 'list') return value.items.map((item, i) => [int(i), item]);
    if (value.type === 'map') {
      return [...value.entries.keys()].sort().map((name) => [text(name), value.entries.get(name) ?? nil]);
    }
    if (value.type === 'nil') return [];
    throw this.#fail(`range can't iterate over ${display(value)}`);
  }

  async #pipeline(
    pipeline: Pipeline,
    dot: TemplateValue,
    scope: Scope,
    ranged = false,
  ): Promise<TemplateValue> {
    this.#line = pipeline.line;
    let value: TemplateValue | undefined;
    for (const command of pipeline.commands) value = await this.#command(command, dot, scope, value);
    const result = value ?? nil;
    if (!ranged) {
      for (const name of pipeline.variables) {
        if (pipeline.assigns) scope.assign(name, result);
        else scope.declare(name, result);
      }
    }
    return result;
  }

  async #command(
    [first, ...rest]: Command,
    dot: TemplateValue,
    scope: Scope,
    piped: TemplateValue | undefined,
  ): Promise<TemplateValue> {
    this.#step();
    if (first === undefined || first.kind === 'nil') throw this.#fail('nil is not a command');
    if (first.kind === 'call') return this.#call(first.name, rest, dot, scope, piped);
    if (rest.length > 0 || piped !== undefined) throw this.#fail(`can't give argument to non-function`);
    return this.#operand(first, dot, scope);
  }

  async #operand(operand: Operand, dot: TemplateValue, scope: Scope): Promise<TemplateValue> {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return nil;
      case 'text':
        return text(operand.text);
      case 'boolean':
        return bool(operand.value);
      case 'number':
        return operand.whole ? int(operand.value) : float(operand.value);
      case 'variable':
        return this.#fields(scope.get(operand.name), operand.fields);
      case 'field':
        return this.#fields(dot, operand.fields);
      case 'pipeline':
        return this.#fields(await this.#pipeline(operand.pipeline, dot, scope), operand.fields);
      case 'call':
        return this.#call(operand.name, [], dot, scope, undefined);
    }
  }

  #fields(value: TemplateValue, names: readonly string[]): TemplateValue {
    try {
      return names.reduce(fieldOf, value);
    } catch (error) {
      throw error instanceof TemplateError ? this.#fail(error.message) : error;
    }
  }

  async #call(
    name: string,
    operands: readonly Operand[],
    dot: TemplateValue,
    scope: Scope,
    piped: TemplateValue | undefined,
  ): Promise<TemplateValue> {
    const last = piped === undefined ? [] : [piped];
    if (name === 'and' || name === 'or') return this.#andOr(name, operands, dot, scope, last);
    const args: TemplateValue[] = [];
    for (const operand of operands) args.push(await this.#operand(operand, dot, scope));
    args.push(...last);
    try {
      return await this.#run(name, args);
    } catch (error) {
      if (error instanceof TemplateError) throw this.#fail(`error calling ${name}: ${error.message}`);
      throw error;
    }
  }

  async #run(name: string, args: readonly TemplateValue[]): Promise<TemplateValue> {
    const builtin = builtins[name];
    if (builtin !== undefined) return builtin(args);
    const known = prometheusFunctions[name];
    if (known === undefined) throw new TemplateError(`function ${JSON.stringify(name)} not defined`);
    if (args.length !== known.arguments) throw wrongCount(name, known.arguments, args.length);
    return known.run(args, this.world);
  }

  async #andOr(
    name: 'and' | 'or',
    operands: readonly Operand[],
    dot: TemplateValue,
    scope: Scope,
    last: readonly TemplateValue[],
  ): Promise<TemplateValue> {
    let value: TemplateValue | undefined;
    for (const operand of operands) {
      value = await this.#operand(operand, dot, scope);
      if (isTrue(value) === (name === 'or')) return value;
    }
    value = last[0] ?? value;
    if (value === undefined) throw this.#fail(`wrong number of args for ${name}: want at least 1 got 0`);
    return value;
  }
}
