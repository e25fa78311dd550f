import type { Content, ElementContent } from 'hast';

/** What the theme reads of a MyST syntax tree: the fields it uses, all optional because the trees are JSON. */
export interface MystNode {
  readonly type: string;
  readonly position?: { readonly start: { readonly line: number } };
  readonly kind?: string;
  readonly value?: string;
  readonly children?: MystNode[];
  readonly identifier?: string;
  readonly html_id?: string;
  readonly enumerator?: string;
  readonly depth?: number;
  readonly lang?: string;
  readonly title?: string;
  readonly alt?: string;
  readonly width?: string;
  readonly url?: string;
  readonly internal?: boolean;
  readonly dataUrl?: string;
  readonly class?: string;
  readonly open?: boolean;
  readonly selected?: boolean;
  readonly visibility?: 'show' | 'hide' | 'remove';
  /** HTML that MyST made itself (KaTeX), never an author's. */
  readonly html?: string;
  readonly jupyter_data?: JupyterOutput;
}

/** One output of a cell, as MyST stores it: Jupyter's, with each content inlined or written to a file. */
export interface JupyterOutput {
  readonly output_type: 'stream' | 'display_data' | 'execute_result' | 'update_display_data' | 'error';
  readonly name?: 'stdout' | 'stderr';
  readonly text?: string;
  readonly path?: string;
  readonly data?: Readonly<Record<string, MimeContent>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: string;
}

/** One MIME type of an output. MyST inlines what is short, and writes images and long texts to files. */
export interface MimeContent {
  readonly content_type: string;
  content?: string;
  readonly path?: string;
  /** Added by the theme: the image's size in CSS pixels, so that the page does not move when it loads. */
  size?: { readonly width: number; readonly height: number };
}

/** A page as the MyST content server gives it. */
export interface MystPage {
  readonly slug: string;
  /** Path of the source from the project's folder, with a leading slash. */
  readonly location: string;
  readonly frontmatter: {
    readonly title?: string;
    readonly description?: string;
  };
  readonly mdast: MystNode;
}

/** An entry of the table of contents: a page, or the title of a part when it has no slug. */
interface MystEntry {
  readonly title: string;
  readonly slug?: string;
  readonly level: number;
}

/** The site's configuration as the MyST content server gives it. */
export interface MystSite {
  readonly projects?: readonly [
    {
      readonly title?: string;
      readonly description?: string;
      readonly index: string;
      readonly pages: readonly MystEntry[];
    },
  ];
}

/** Every node of a tree, parents before children. */
export function* walk(node: MystNode): Generator<MystNode> {
  yield node;
  for (const child of node.children ?? []) yield* walk(child);
}

/**
 * The text that a reader sees of a node.
 *
 * @example
 * ```ts
 * textOf({ type: 'heading', children: [{ type: 'text', value: 'ICMP' }] }); // 'ICMP'
 * ```
 */
export function textOf(node: MystNode): string {
  return node.children ? node.children.map(textOf).join('') : (node.value ?? '');
}

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
