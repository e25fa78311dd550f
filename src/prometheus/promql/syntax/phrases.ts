import type { SyntaxNode } from '@lezer/common';
import { ExpressionError } from '../query-error.js';

/** A piece of an expression between two operators, or an operator. */
export type Phrase =
  | { readonly type: 'atom' | 'range' | 'subquery' | 'offset' | 'at'; readonly node: SyntaxNode }
  | { readonly type: 'sign'; readonly operator: '+' | '-'; readonly start: number }
  | {
      readonly type: 'operator';
      readonly operator: string;
      readonly bool: boolean;
      readonly clause: SyntaxNode | undefined;
    }
  | { readonly type: 'number'; readonly text: string; readonly start: number; readonly end: number };

/** The most that brackets may nest: deeper than anyone writes, less than what would exhaust the stack. */
export const maxDepth = 800;

const postfixes: Readonly<Record<string, 'range' | 'subquery' | 'offset' | 'at'>> = {
  MatrixSelector: 'range',
  SubqueryExpr: 'subquery',
  OffsetExpr: 'offset',
  StepInvariantExpr: 'at',
};

/** Children of a node, comments left out. */
export function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child);
  }
  return found;
}

/**
 * An expression as the row of its phrases, in the order of the text. The grammar was made for colouring and completion: it
 * binds signs tighter than `^` and ranges looser than `+`, unlike Prometheus' own parser. The tree is built anew from this
 * row, with the right precedence.
 */
export function phrases(root: SyntaxNode, text: string): readonly Phrase[] {
  const row: Phrase[] = [];
  collect(root, text, row, 0);
  return row;
}

function collect(node: SyntaxNode, text: string, row: Phrase[], depth: number): void {
  if (depth > maxDepth) throw new ExpressionError('expression is nested too deeply', text, node.from);
  const postfix = postfixes[node.name];
  const [first, second, ...rest] = children(node);
  if (postfix !== undefined && first !== undefined) {
    collect(first, text, row, depth + 1);
    row.push({ type: postfix, node });
  } else if (node.name === 'UnaryExpr' && first !== undefined && second !== undefined) {
    row.push({ type: 'sign', operator: signOf(text, first.from), start: first.from });
    collect(second, text, row, depth + 1);
  } else if (node.name === 'BinaryExpr' && first !== undefined && second !== undefined) {
    collect(first, text, row, depth + 1);
    row.push({
      type: 'operator',
      operator: text.slice(second.from, second.to).toLowerCase(),
      bool: rest.some(({ name }) => name === 'BoolModifier'),
      clause: rest.find(({ name }) => name === 'MatchingModifierClause'),
    });
    const right = rest.at(-1);
    if (right !== undefined) collect(right, text, row, depth + 1);
  } else if (node.name === 'NumberLiteral') collectNumber(node, text, row);
  else row.push({ type: 'atom', node });
}

/** The grammar has the sign in the number, by which `-1 ^ 2` would be 1. */
function collectNumber(node: SyntaxNode, text: string, row: Phrase[]): void {
  const literal = text.slice(node.from, node.to);
  const [, sign = '', space = ''] = /^([+-]?)(\s*)/.exec(literal) ?? [];
  if (sign !== '') row.push({ type: 'sign', operator: signOf(text, node.from), start: node.from });
  const start = node.from + sign.length + space.length;
  row.push({ type: 'number', text: text.slice(start, node.to), start, end: node.to });
}

function signOf(text: string, at: number): '+' | '-' {
  return text[at] === '-' ? '-' : '+';
}

/** The value of a number as Go reads it: hexadecimal, octal after a zero, any case of inf and nan. */
export function numberOf(text: string): number {
  const lower = text.toLowerCase();
  if (lower === 'nan') return NaN;
  if (lower === 'inf') return Infinity;
  if (/^0[0-7]+$/.test(lower)) return parseInt(lower, 8);
  return Number(lower);
}
