import { metricName } from '../../series/labels.js';
import { matchesEmpty } from '../../series/matcher.js';
import type { RegexCompiler } from '../../series/regex.js';
import {
  type Aggregation,
  type Binary,
  type Call,
  type Expression,
  isComparison,
  isSetOperator,
  type Selector,
  type Subquery,
  type Unary,
  type ValueType,
} from './ast.js';
import { ExpressionError } from '../query-error.js';
import { aggregationTable, functionTable } from './function-table.js';

const documented: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
  matrix: 'range vector',
};

/**
 * Checks the types in an expression, and gives its own (parser.checkAST).
 *
 * @throws {ExpressionError} in Prometheus' words
 */
export function typeOf(expression: Expression, text: string, compile: RegexCompiler): ValueType {
  return new TypeChecker(text, compile).check(expression);
}

class TypeChecker {
  constructor(
    readonly text: string,
    readonly compile: RegexCompiler,
  ) {}

  check(node: Expression): ValueType {
    switch (node.kind) {
      case 'number':
        return 'scalar';
      case 'string':
        return 'string';
      case 'parenthesis':
        return this.check(node.expression);
      case 'selector':
        return this.#selector(node);
      case 'subquery':
        return this.#subquery(node);
      case 'unary':
        return this.#unary(node);
      case 'binary':
        return this.#binary(node);
      case 'call':
        return this.#call(node);
      case 'aggregation':
        return this.#aggregation(node);
    }
  }

  #expect(node: Expression, wanted: ValueType, context: string): void {
    const found = this.check(node);
    if (found === wanted) return;
    this.#fail(`expected type ${documented[wanted]} in ${context}, got ${documented[found]}`, node.start);
  }

  #selector(node: Selector): ValueType {
    const type = node.range === undefined ? 'vector' : 'matrix';
    if (node.metric !== undefined) {
      const twice = node.matchers.slice(0, -1).find(({ name }) => name === metricName);
      if (twice === undefined) return type;
      const names = `${JSON.stringify(node.metric)} or ${JSON.stringify(twice.value)}`;
      this.#fail(`metric name must not be set twice: ${names}`, node.start);
    }
    if (node.matchers.every((matcher) => matchesEmpty(matcher, this.compile))) {
      this.#fail('vector selector must contain at least one non-empty matcher', node.start);
    }
    return type;
  }

  #subquery(node: Subquery): ValueType {
    const type = this.check(node.expression);
    if (type !== 'vector')
      this.#fail(`subquery is only allowed on instant vector, got ${type} instead`, node.start);
    return 'matrix';
  }

  #unary(node: Unary): ValueType {
    const type = this.check(node.expression);
    if (type === 'scalar' || type === 'vector') return type;
    const only = 'unary expression only allowed on expressions of type scalar or instant vector';
    return this.#fail(`${only}, got "${documented[type]}"`, node.start);
  }

  #call(node: Call): ValueType {
    const signature = functionTable.get(node.name);
    if (signature === undefined) return this.#fail(`unknown function with name "${node.name}"`, node.start);
    const { takes, optional, gives } = signature;
    const given = node.arguments.length;
    const least = takes.length - (optional === 'any' ? 1 : optional);
    const most = optional === 'any' ? Infinity : takes.length + (node.name === 'histogram_quantiles' ? 8 : 0);
    const bound = optional === 0 ? '' : given < least ? 'at least ' : 'at most ';
    if (given < least || given > most) {
      const wanted = given < least ? least : most;
      this.#fail(
        `expected ${bound}${wanted} argument(s) in call to "${node.name}", got ${given}`,
        node.start,
      );
    }
    if (node.name === 'info' && node.arguments[1] !== undefined) {
      this.#infoLabels(node, node.arguments[1]);
      this.#expect(node.arguments[0] as Expression, 'vector', 'call to function "info"');
      return gives;
    }
    node.arguments.forEach((argument, i) => {
      const wanted = takes[Math.min(i, takes.length - 1)] as ValueType;
      this.#expect(argument, wanted, `call to function "${node.name}"`);
    });
    return gives;
  }

  /** The second argument of `info` is a selector without a metric, which may find every series. */
  #infoLabels(node: Call, labels: Expression): void {
    if (labels.kind !== 'selector') {
      const type = this.check(labels);
      if (type !== 'vector')
        this.#fail(
          `expected type instant vector in call to function "info", got ${documented[type]}`,
          node.start,
        );
      this.#fail('expected label selectors only', labels.start);
    }
    if (labels.range !== undefined)
      this.#fail('expected type instant vector in call to function "info", got range vector', node.start);
    if (labels.metric !== undefined)
      this.#fail('expected label selectors only, got vector selector instead', labels.start);
  }

  #aggregation(node: Aggregation): ValueType {
    this.#expect(node.expression, 'vector', 'aggregation expression');
    const wanted = aggregationTable.get(node.operator);
    if (wanted !== undefined && node.parameter !== undefined) {
      this.#expect(node.parameter, wanted, 'aggregation parameter');
    }
    return 'vector';
  }

  #binary(node: Binary): ValueType {
    const left = this.check(node.left);
    const right = this.check(node.right);
    this.#bool(node, left, right);
    const { labels, include, on } = node.matching;
    const both = on ? labels.find((label) => include.includes(label)) : undefined;
    if (both !== undefined) {
      this.#fail(`label "${both}" must not occur in ON and GROUP clause at once`, this.#operatorAt(node));
    }
    for (const [type, side] of [[left, node.left] as const, [right, node.right] as const]) {
      if (type !== 'scalar' && type !== 'vector') {
        this.#fail('binary expression must contain only scalar and instant vector types', side.start);
      }
    }
    this.#matching(node, left, right);
    return left === 'scalar' && right === 'scalar' ? 'scalar' : 'vector';
  }

  #bool(node: Binary, left: ValueType, right: ValueType): void {
    if (node.bool && !isComparison(node.operator)) {
      this.#fail('bool modifier can only be used on comparison operators', this.#operatorAt(node));
    }
    if (isComparison(node.operator) && !node.bool && left === 'scalar' && right === 'scalar') {
      this.#fail('comparisons between scalars must use BOOL modifier', this.#operatorAt(node));
    }
  }

  #matching({ operator, matching, start }: Binary, left: ValueType, right: ValueType): void {
    const vectors = left === 'vector' && right === 'vector';
    if (!vectors && matching.labels.length > 0) {
      this.#fail('vector matching only allowed between instant vectors', start);
    }
    if (!vectors && matching.fill !== undefined) {
      this.#fail('filling in missing series only allowed between instant vectors', start);
    }
    if (!isSetOperator(operator)) return;
    if (vectors && matching.many !== undefined) {
      this.#fail(`no grouping allowed for "${operator}" operation`, start);
    }
    if (vectors && matching.fill !== undefined) {
      this.#fail('filling in missing series not allowed for set operators', start);
    }
    if (!vectors) this.#fail(`set operator "${operator}" not allowed in binary scalar expression`, start);
  }

  #operatorAt({ left }: Binary): number {
    return left.end + (/^\s*/.exec(this.text.slice(left.end))?.[0].length ?? 0);
  }

  #fail(reason: string, start: number): never {
    throw new ExpressionError(reason, this.text, start);
  }
}
