/**
 * What follows the compiler in `npm run build`: the doors are made lazy and their declarations rolled up; and
 * `import … from 'sonde'` resolves inside this repository: tslab and `npx sonde` look in node_modules, and npm refuses a
 * package that depends on itself.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Door, doors, namesFile } from './doors.js';
import { writeLazyDoor } from './lazy-door.js';
import { namesBehind } from './names-behind.js';
import { rollDeclarations } from './roll-declarations.js';

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

for (const { folder } of doors())
  writeLazyDoor(path.join(root, 'src', folder, 'index.ts'), path.join(root, 'dist', folder, 'index.js'));
void writeDeclarations();

async function writeDeclarations(): Promise<void> {
  const folder = path.dirname(namesFile);
  const compiled = doors().map(
    (door) => [declarationsOf(door), path.join(root, 'dist', door.folder, 'index.d.ts')] as const,
  );
  await rollDeclarations(Object.fromEntries(compiled), folder, 'figure');
  const rolled = doors().map(
    (door) => [door.name, path.join(folder, `${declarationsOf(door)}.d.ts`)] as const,
  );
  writeFileSync(namesFile, JSON.stringify(namesBehind(Object.fromEntries(rolled))));
}

/** As package.json names them. */
function declarationsOf({ folder }: Door): string {
  return folder === '' ? 'index' : folder;
}
