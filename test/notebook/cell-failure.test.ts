import { expect, test } from 'vitest';
import { explainError } from '../../src/notebook/cell-failure.js';
import type { Output } from '../../src/notebook/notebook.js';

const stderr = (text: string): readonly Output[] => [{ output_type: 'stream', name: 'stderr', text }];

test('a diagnostic of the compiler', () => {
  const outputs = stderr(
    "3:7 - Type 'string' is not assignable to type 'number'.\n9:1 - Cannot find name 'y'.\n",
  );
  expect(explainError(outputs)).toEqual({
    kind: 'type-error',
    line: 3,
    message: "Type 'string' is not assignable to type 'number'.",
  });
});

test('a diagnostic in a module beside the notebook gives no line in the cell', () => {
  expect(explainError(stderr('tools.ts 2:5 - Cannot find name.\n'))).toEqual({
    kind: 'type-error',
    message: 'tools.ts:2: Cannot find name.',
  });
});

test('an exception in a function of an earlier cell: the line of the cell that called it', () => {
  const trace = `RangeError: too far
    at step (cellule [1]:8:9)
    at cellule [3]:5:1 {
  code: 3
}
`;
  expect(explainError(stderr(trace))).toEqual({ kind: 'exception', message: 'RangeError: too far', line: 5 });
});

test('what was printed before, a message of several lines, and a cause, do not mislead', () => {
  const trace = `a warning: 3:7 - nothing
ParseError: expected one of
  a
  b
    at parse (/sonde/dist/parse.js:1:2)
    at async cellule [2]:4:3
    ... 2 lines matching cause stack trace ...
  [cause]: Error: inner
      at cellule [1]:9:9
`;
  expect(explainError(stderr(trace))).toMatchObject({
    message: 'ParseError: expected one of\n  a\n  b',
    line: 4,
  });
});

test('a thrown string leaves no trace', () => {
  expect(explainError(stderr('too far\n'))).toEqual({ kind: 'exception', message: 'too far' });
  expect(explainError([])).toMatchObject({ kind: 'exception' });
});
