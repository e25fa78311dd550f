import type { Content, ElementContent } from 'hast';
import type { MystNode } from './myst-tree.mjs';

/** What a handler may ask of the conversion: the HTML of a node's children. */
export interface Conversion {
  all(node: MystNode): ElementContent[];
}

/** Turns one kind of MyST node into HTML nodes. */
export type Handler = (conversion: Conversion, node: MystNode) => Content | Content[] | undefined;

/** Handlers by type of node. */
export type Handlers = Readonly<Record<string, Handler>>;

/** Where the page being rendered stands in the site. */
export interface PagePlace {
  /** The page's file, e.g. `ping/index.html`. */
  readonly file: string;
  /** Name of the notebook that it is made from, without its extension; absent for a page of text. */
  readonly notebook?: string;
  /** Tells the author of a fault in the page's source; the line is counted from 1. */
  readonly report: (line: number, fault: string) => void;
}
