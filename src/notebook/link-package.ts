/**
 * What follows the compiler in `npm run build`: the public face is made lazy, and `import … from 'sonde'` resolves inside
 * this repository: tslab (node10 resolution) and `npx sonde` look in node_modules, and npm refuses a package that depends
 * on itself.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { writeLazyFace } from './lazy-face.js';

const root = path.resolve(__dirname, '../..');
const bin = path.join(root, 'node_modules/.bin');
mkdirSync(bin, { recursive: true });

for (const [link, target, kind] of [
  [path.join(root, 'node_modules/sonde'), root, 'junction'],
  [path.join(bin, 'sonde'), '../../dist/cli/main.js', 'file'],
] as const) {
  rmSync(link, { force: true });
  symlinkSync(target, link, kind);
}
chmodSync(path.join(root, 'dist/cli/main.js'), 0o755);
writeLazyFace(path.join(root, 'src/index.ts'), path.join(root, 'dist/index.js'));
