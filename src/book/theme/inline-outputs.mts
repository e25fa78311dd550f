import type { Content } from './content.mjs';
import { type MimeContent, type MystNode, walk } from './myst-tree.mjs';

/**
 * Completes a page's outputs: what MyST wrote to files for its length comes back inline (figures, texts), and
 * images get their size.
 *
 * @param tree the page's tree, whose outputs are completed in place
 * @param content where the files are
 */
export async function inlineOutputs(tree: MystNode, content: Content): Promise<void> {
  const jobs: Promise<void>[] = [];
  for (const node of walk(tree)) {
    const output = node.jupyter_data;
    if (output?.path !== undefined) jobs.push(inlineStream(output, content));
    for (const mime of Object.values(output?.data ?? {}))
      jobs.push(inlineMime(mime, output?.metadata ?? {}, content));
  }
  await Promise.all(jobs);
}

async function inlineStream(output: { text?: string; path?: string }, content: Content): Promise<void> {
  output.text = new TextDecoder().decode(await fileOf(output.path ?? '', content));
}

async function inlineMime(
  mime: MimeContent,
  metadata: Readonly<Record<string, unknown>>,
  content: Content,
): Promise<void> {
  if (mime.path === undefined) return;
  const bytes = await fileOf(mime.path, content);
  if (mime.content_type === 'image/png') {
    const size = statedSize(metadata[mime.content_type]) ?? pngSize(bytes);
    if (size) mime.size = size;
  } else if (!mime.content_type.startsWith('image/')) {
    mime.content = new TextDecoder().decode(bytes);
  }
}

async function fileOf(path: string, content: Content): Promise<Uint8Array> {
  const bytes = await content.file(path.replace(/^\//, ''));
  if (!bytes) throw new Error(`the output ${path} is missing from MyST's content`);
  return bytes;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size at which the notebook asks to show an image which has more pixels than that. */
function statedSize(metadata: unknown): Size | undefined {
  const { width, height } = (metadata ?? {}) as Partial<Record<keyof Size, unknown>>;
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
}

/** Size in pixels, from the IHDR chunk that opens every PNG (RFC 2083, section 4.1.1). */
function pngSize(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 24) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
