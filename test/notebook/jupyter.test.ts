import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from './temporary-notebooks.js';

const folder = temporaryFolder();
const systemTemporaryFolder = path.join(folder, 'tmp');
mkdirSync(systemTemporaryFolder);

/** A program named as Jupyter's, which prints what it was given, then does as told. */
function fakeJupyter(name: string, end: string): string {
  const bin = path.join(folder, name, 'bin');
  mkdirSync(bin, { recursive: true });
  const program = path.join(bin, name);
  writeFileSync(program, `#!/bin/sh\necho "$JUPYTER_PATH"\necho "$PWD"\necho "$@"\n${end}\n`);
  chmodSync(program, 0o755);
  return bin;
}

const sondeJupyterScript = `require('commander').program.addCommand(require('./dist/cli/jupyter.js').jupyterCommand()).parseAsync()`;

/** The same, with a SIGTERM at the very instant when Jupyter is started. */
const endedAtOnceScript = `const processes = require('node:child_process');
const { spawn } = processes;
processes.spawn = (...given) => {
  const child = spawn(...given);
  console.log(child.pid);
  process.kill(process.pid, 'SIGTERM');
  return child;
};
${sondeJupyterScript}`;

/** `sonde jupyter` in a world where only these programs exist. */
function sondeJupyter(bin: string, extraArguments: readonly string[] = [], script = sondeJupyterScript) {
  const child = spawn(process.execPath, ['-e', script, '--', 'jupyter', ...extraArguments], {
    env: { PATH: bin, TMPDIR: systemTemporaryFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { output, ended };
}

afterEach(() => {
  expect(readdirSync(systemTemporaryFolder)).toEqual([]);
});

test('Jupyter is given the kernel, the notebooks, the loopback, and the extra arguments', async () => {
  const bin = fakeJupyter('jupyter-notebook', '/bin/cat "$JUPYTER_PATH"/kernels/tslab/kernel.json; exit 3');
  const { output, ended } = sondeJupyter(bin, ['--', '--no-browser']);
  expect(await ended).toBe(3);
  const [, kernels, cwd, given, ...spec] = output.stdout.split('\n');
  expect(kernels).toContain(systemTemporaryFolder);
  expect(cwd).toBe(path.resolve('notebooks'));
  expect(given).toMatch(/^--ip=127\.0\.0\.1 .*--no-browser$/);
  const { argv, language } = JSON.parse(spec.join('\n')) as { argv: string[]; language: string };
  expect(language).toBe('typescript');
  expect(argv.at(-1)).toBe('{connection_file}');
  expect(existsSync(argv[1] ?? '')).toBe(true);
});

test.each([
  ['later', sondeJupyterScript, 'kill -TERM $PPID'],
  ['as soon as Jupyter is started', endedAtOnceScript, ''],
])('the kernel is gone after a SIGTERM %s, and so is Jupyter', async (_, script, action) => {
  const bin = fakeJupyter('jupyter-lab', `echo $$\n${action}\nexec /bin/sleep 100`);
  const { output, ended } = sondeJupyter(bin, [], script);
  await ended;
  const pid = Number(output.stdout.split('\n').find((line) => /^\d+$/.test(line)));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('where there is no Jupyter, the message says how to get one', async () => {
  const { output, ended } = sondeJupyter(path.join(folder, 'nothing'));
  expect(await ended).toBe(1);
  expect(output.stderr).toContain('apt install jupyter-notebook');
});
