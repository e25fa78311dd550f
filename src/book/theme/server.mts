/**
 * The theme's entry point, started by `myst` (theme/template.yml) in the theme's folder. It reads the built
 * content from the server on CONTENT_CDN_PORT, and answers on HOST:PORT.
 */
import { createServer } from 'node:http';
import process from 'node:process';
import { contentAt } from './content.mjs';
import { whenGone } from './lifeline.mjs';
import { writePublicFiles } from './public-files.mjs';
import { themeRoutes } from './routes.mjs';

const { HOST: host = 'localhost', PORT: port, CONTENT_CDN_PORT: contentPort } = process.env;
if (port === undefined || contentPort === undefined) {
  throw new Error('the theme is started by myst, which sets PORT and CONTENT_CDN_PORT');
}

whenGone(host, Number(contentPort), () => process.exit(0));
const publicFolder = await writePublicFiles(process.cwd());
const content = contentAt(`http://${host}:${contentPort}`);
createServer(themeRoutes(content, publicFolder)).listen(Number(port), host, () => {
  // myst waits for this line.
  console.log(`http://${host}:${port}`);
});
