/**
 * The theme's entry point, started by `myst` (theme/template.yml) in the theme's folder. It reads the built
 * content from the server on CONTENT_CDN_PORT, and answers on HOST:PORT.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import process from 'node:process';
import { httpServer, listening } from '../../run/http-server.js';
import { serveFile } from '../served-files.js';
import { themeFault } from '../myst-log.js';
import { type Content, contentAt, onServerClosed } from './content.mjs';
import { writePublicFiles } from './public-files.mjs';
import { sitePage } from './site-page.mjs';

/** What `myst build --html` asks of every theme; our pages need none of it, and search engines little. */
const contractFiles: Readonly<Record<string, string>> = {
  '/robots.txt': 'User-agent: *\nAllow: /\n',
  '/sitemap.xml': '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>\n',
  '/sitemap_style.xsl': '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>\n',
  '/myst-theme.css': '/* The style of this book is assets/book.css. */\n',
};

/**
 * The theme's server: pages, their trees as JSON, and the shared files.
 *
 * @param content where MyST's content is
 * @param publicFolder the theme's shared files
 */
function themeRoutes(
  content: Content,
  publicFolder: string,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    if (await serveFile(publicFolder, request, response)) return;
    await answer(new URL(request.url ?? '/', 'http://theme').pathname, content, response);
  };
}

async function answer(pathname: string, content: Content, response: ServerResponse): Promise<void> {
  const reply = (type: string, body: string | Uint8Array | undefined) => {
    if (body === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    else response.writeHead(200, { 'content-type': type }).end(body);
  };
  const contract = contractFiles[pathname];
  if (contract !== undefined) {
    reply('text/plain', contract);
  } else if (pathname === '/favicon.ico') {
    // Browsers read the SVG icon that the pages name; this one only has to exist.
    reply('image/x-icon', new Uint8Array());
  } else if (pathname.startsWith('/build/')) {
    reply('application/octet-stream', await content.file(pathname.slice('/build/'.length)));
  } else if (pathname.endsWith('.json')) {
    const page = await content.page(pathname.slice(1, -'.json'.length));
    reply('application/json', page && JSON.stringify(page));
  } else {
    const slug = pathname.replace(/^\/|(\/index\.html|\/)$/g, '').replaceAll('/', '.');
    reply('text/html; charset=utf-8', await sitePage(slug, content));
  }
}

const { HOST: host = 'localhost', PORT: port, CONTENT_CDN_PORT: contentPort } = process.env;
if (port === undefined || contentPort === undefined) {
  throw new Error('the theme is started by myst, which sets PORT and CONTENT_CDN_PORT');
}

onServerClosed(host, Number(contentPort), () => process.exit(0));
try {
  const publicFolder = await writePublicFiles(process.cwd());
  const content = contentAt(`http://${host}:${contentPort}`);
  await listening(httpServer({ answer: themeRoutes(content, publicFolder) }), Number(port), host);
} catch (error) {
  console.error(`${themeFault}${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
// myst waits for this line.
console.log(`http://${host}:${port}`);
