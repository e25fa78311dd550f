import { h } from 'hastscript';
import type { ElementContent } from 'hast';
import type { Conversion, Handlers, MystNode, PagePlace } from './myst-tree.mjs';
import { highlighted, nameOfLanguage } from './highlight.mjs';
import { outputElement } from './outputs.mjs';

/**
 * Blocks: a notebook's code cells with their outputs, and text, which needs no box of its own.
 *
 * @param place the page that holds them
 *
 * @example
 * ```ts
 * renderTree(tree, place); // uses cellHandlers(place)
 * ```
 */
export function cellHandlers(place: PagePlace): Handlers {
  let cells = 0;
  return {
    block(conversion, node) {
      if (node.visibility === 'remove') return [];
      if (node.kind !== 'notebook-code') return conversion.all(node);
      cells += 1;
      return cellElement(conversion, node, cells, place.notebook);
    },
    outputs: (conversion, node) =>
      node.visibility === 'remove' ? [] : h('div.outputs', conversion.all(node)),
    output: (_conversion, node) =>
      node.jupyter_data === undefined ? [] : outputElement(node.jupyter_data, place),
  };
}

function cellElement(
  conversion: Conversion,
  node: MystNode,
  number: number,
  notebook: string | undefined,
): ElementContent {
  const children = node.children ?? [];
  const inputs = children.filter((child) => child.type === 'code' && child.visibility !== 'remove');
  const rest = children.filter((child) => child.type !== 'code');
  const alive =
    inputs.length > 0 && notebook !== undefined ? { dataCell: String(number), dataNotebook: notebook } : {};
  return h('section.cell', { ariaLabel: `Cellule ${number}`, id: `cellule-${number}`, ...alive }, [
    ...inputs.map((input) => inputElement(input, number)),
    ...conversion.all({ ...node, children: rest }),
  ]);
}

function inputElement(input: MystNode, number: number): ElementContent {
  const label = `Cellule ${number} · ${nameOfLanguage(input.lang)}`;
  const code = h('div.code', { dataLanguage: label }, [highlighted(input.value ?? '', input.lang)]);
  if (input.visibility !== 'hide') return code;
  return h('details.hidden-input', [h('summary', 'Afficher le code'), code]);
}
