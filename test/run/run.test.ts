import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ToolArgumentError } from '../../src/run/argument.js';
import { findTool } from '../../src/run/tool-process.js';
import { runTool, startTool } from '../../src/run/run.js';
import {
  succeeded,
  ToolFailedError,
  ToolMissingError,
  ToolOutputError,
  ToolTimeoutError,
} from '../../src/run/tool-run.js';
import { isRunning } from '../is-running.js';

describe('runTool', () => {
  test('gives what the tool printed and its exit code', async () => {
    const run = await runTool('sh', ['-c', 'echo out; echo err >&2; exit 3']);
    expect(run).toMatchObject({ code: 3, signal: null, stdout: 'out\n', stderr: 'err\n' });
    expect(run.argv).toEqual(['sh', '-c', 'echo out; echo err >&2; exit 3']);
  });

  test('no shell reads the arguments', async () => {
    const { stdout } = await runTool('printf', ['%s|', '$(id)', '; ls', '*', "'", 'é\n']);
    expect(stdout).toBe("$(id)|; ls|*|'|é\n|");
  });

  test('speaks English, whatever the language of this process', async () => {
    const { stdout } = await runTool('sh', ['-c', 'echo "$LC_ALL,$LANGUAGE,$MORE"'], {
      environment: { MORE: 'more' },
    });
    expect(stdout).toBe('C,,more\n');
  });

  test('writes the input, even to a tool that does not read it', async () => {
    expect((await runTool('cat', [], { input: 'bonjour' })).stdout).toBe('bonjour');
    expect((await runTool('true', [], { input: 'x'.repeat(1_000_000) })).code).toBe(0);
  });

  test('runs through a prefix', async () => {
    const { argv, stdout } = await runTool('echo', ['bien'], { prefix: ['env', 'A=1'] });
    expect(argv).toEqual(['env', 'A=1', 'echo', 'bien']);
    expect(stdout).toBe('bien\n');
  });

  test('tells the text as it comes, without cutting a letter in two', async () => {
    const heard: string[] = [];
    const code =
      'process.stdout.write(Buffer.from([0xc3]));setTimeout(()=>process.stdout.write(Buffer.from([0xa9])),50)';
    const { stdout } = await runTool('node', ['-e', code], { onOutput: (text) => heard.push(text) });
    expect(stdout).toBe('é');
    expect(heard.join('')).toBe('é');
  });

  test('names the tool that is missing, and the package that brings it', async () => {
    await expect(runTool('no-such-tool', [])).rejects.toThrow(
      'no-such-tool is not installed (on Debian: apt install no-such-tool)',
    );
    expect(new ToolMissingError('ss').debianPackage).toBe('iproute2');
    await expect(runTool('true', [], { prefix: ['no-such-tool'] })).rejects.toThrow(ToolMissingError);
  });

  test.each(['', '-n', '../bin/ls', '/bin/ls', 'a b', 'a;b', 'a\nb'])(
    '%j is no name of a tool',
    async (name) => {
      await expect(runTool(name, [])).rejects.toThrow(ToolArgumentError);
    },
  );

  test('refuses a NUL character in an argument', async () => {
    await expect(runTool('echo', ['a\0b'])).rejects.toThrow(ToolArgumentError);
  });

  test('never takes a program of the current folder', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-run-'));
    const [home, before] = [process.cwd(), process.env['PATH']];
    writeFileSync(path.join(folder, 'sonde-trap'), '#!/bin/sh\necho trapped\n');
    chmodSync(path.join(folder, 'sonde-trap'), 0o755);
    try {
      process.chdir(folder);
      process.env['PATH'] = `.::${before ?? ''}`;
      expect(await findTool('sonde-trap')).toBeUndefined();
      process.env['PATH'] = folder;
      expect(await findTool('sonde-trap')).toBe(path.join(folder, 'sonde-trap'));
    } finally {
      process.chdir(home);
      process.env['PATH'] = before;
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the end of a tool', () => {
  test('comes at the time limit, with what it had printed', async () => {
    const failure = await runTool('sh', ['-c', 'echo early; sleep 60'], { timeLimitMs: 5000 }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ToolTimeoutError);
    expect((failure as ToolTimeoutError).run.stdout).toBe('early\n');
    expect((failure as ToolTimeoutError).message).toContain('it ran for more than 5 s');
  });

  test('comes for a tool that will not hear, and for what it started', async () => {
    const script = 'trap "" TERM; sleep 60 & echo $$ $!; wait; sleep 60';
    const abort = new AbortController();
    let printed = '';
    const run = runTool('sh', ['-c', script], {
      signal: abort.signal,
      // What it prints says that it is deaf already.
      onOutput: (text) => {
        printed += text;
        abort.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    const [tool, child] = printed.trim().split(' ').map(Number);
    expect(isRunning(tool ?? NaN)).toBe(false);
    // It has closed its outputs, so it is ending; nobody waits for it but the first process of the machine.
    await expect.poll(() => isRunning(child ?? NaN)).toBe(false);
  });

  test('comes when aborted, with the reason', async () => {
    const abort = new AbortController();
    const run = runTool('sh', ['-c', 'echo on; sleep 60'], {
      signal: abort.signal,
      onOutput: () => {
        abort.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    await expect(runTool('true', [], { signal: abort.signal })).rejects.toThrow('enough');
  });

  test('comes when it prints too much', async () => {
    const failure = await runTool('yes', [], { maxOutputBytes: 1000 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ToolOutputError);
    expect((failure as ToolOutputError).run.stdout).toHaveLength(1000);
  });

  test('succeeded: an exit code that is not 0 is a failure with the last words', async () => {
    expect(succeeded(await runTool('true', []))).toMatchObject({ code: 0 });
    const run = await runTool('sh', ['-c', 'echo why >&2; exit 2']);
    expect(() => succeeded(run)).toThrow(ToolFailedError);
    expect(() => succeeded(run)).toThrow(/ended with code 2: why$/);
  });
});

describe('startTool', () => {
  test('gives the output as it comes, and stops', async () => {
    const tool = await startTool('sh', ['-c', 'echo note >&2; echo ready; sleep 60']);
    let text = '';
    for await (const chunk of tool.stdout) {
      text += new TextDecoder().decode(chunk);
      if (text === 'ready\n') break;
    }
    const run = await tool.stop();
    expect(run).toMatchObject({ signal: 'SIGTERM', stdout: '', stderr: 'note\n' });
    expect(tool.stderr).toBe('note\n');
    expect(isRunning(tool.pid)).toBe(false);
  });

  test('stopping what has ended is harmless', async () => {
    const tool = await startTool('true', []);
    expect(await tool.ended).toMatchObject({ code: 0 });
    expect(await tool.stop()).toMatchObject({ code: 0 });
  });

  test('a tool does not outlive this process, even killed', async () => {
    const parent = spawn(process.execPath, ['-e', killedParent], {
      cwd: path.join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (chunk: Buffer) => {
        resolve(Number(chunk.toString()));
      });
    });
    // What ties its life to its parent's becomes the tool only then.
    await expect.poll(() => readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('sleep\n');
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

const killedParent = `
  const { startTool } = require('./dist/run/run.js');
  startTool('sleep', ['60']).then(({ pid }) => { console.log(pid); setTimeout(() => {}, 60000); });
`;
