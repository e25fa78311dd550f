import { rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes the declarations of the doors, each rolled up in one file with what several doors share beside them: a kernel that
 * imports a door reads a few files where it read four hundred.
 *
 * @param doors compiled declarations by name of door
 * @param folder where they go; what it held is removed
 * @param namespace the door that another exports whole (`export * as`). It stays a file of its own: a namespace that is rolled
 *   up loses the documentation of its names
 */
export async function rollDeclarations(
  doors: Readonly<Record<string, string>>,
  folder: string,
  namespace: string,
): Promise<void> {
  // Both are ES modules, and serve the build alone.
  const { rollup } = await import('rollup');
  const { dts } = await import('rollup-plugin-dts');
  const apart = doors[namespace]?.replace(/\.d\.ts$/, '.js');
  const bundle = await rollup({
    input: doors,
    external: (name, from = '') => isPackage(name) || path.resolve(from, '..', name) === apart,
    plugins: [dts()],
    onwarn: ({ message }) => {
      throw new Error(`the declarations of the doors: ${message}`);
    },
  });
  rmSync(folder, { recursive: true, force: true });
  await bundle.write({
    dir: folder,
    entryFileNames: '[name].d.ts',
    chunkFileNames: 'shared-[hash].d.ts',
    minifyInternalExports: false,
    paths: (id) => (id === apart ? `./${namespace}.js` : id),
  });
  await bundle.close();
}

function isPackage(name: string): boolean {
  return !path.isAbsolute(name) && !name.startsWith('.');
}
