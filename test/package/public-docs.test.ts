import { expect, test } from 'vitest';
import { type PublicName, codeOf, publicNames } from './public-names.js';

/** Errors are thrown by the library: a program meets them, and makes none. */
const needsExample = ({ name, kind }: PublicName): boolean =>
  kind === 'function' || (kind === 'class' && !name.endsWith('Error'));

/** What the documentation of a name lacks. */
function missing(each: PublicName): string[] {
  const { name, place, description, parameters, documented, examples } = each;
  const undocumented = parameters.filter((parameter, i) =>
    parameter === '{…}' ? documented[i] === undefined : !documented.includes(parameter),
  );
  const [example] = examples;
  const code = example === undefined ? undefined : codeOf(example);
  return [
    ...(description === '' ? ['a description'] : []),
    ...undocumented.map((parameter) => `@param ${parameter}`),
    ...(needsExample(each) && examples.length !== 1 ? [`one @example (it has ${examples.length})`] : []),
    ...(example !== undefined && code === undefined ? ['a ```ts fence around its @example'] : []),
    ...(code !== undefined && !/from 'sonde(\/\w+)?'/.test(code)
      ? ["an import from 'sonde' or one of its doors in its @example"]
      : []),
  ].map((what) => `${place} ${name}: ${what}`);
}

test('every public name says what it is; a function or a class says what it takes, and shows it', () => {
  expect(publicNames().flatMap(missing)).toEqual([]);
});
