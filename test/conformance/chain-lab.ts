import { existsSync } from 'node:fs';
import path from 'node:path';
import { labDown } from '../../src/lab/down.js';
import { labCommandLine } from '../../src/lab/exec.js';
import { LabError } from '../../src/lab/lab-error.js';
import { labUp } from '../../src/lab/up.js';
import { loadScenarioFile } from '../../src/scenario/load.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { whyNoRawSockets } from '../network/privilege.js';
import { type Finished, run } from '../network/run-dist.js';

/** Eight routers in a row, as a scenario. */
export function chainScenario(): Promise<Scenario> {
  return loadScenarioFile(path.join(import.meta.dirname, 'chain.yaml'));
}

/** The chain of `chain.yaml` as namespaces of the kernel. */
export class ChainLab {
  private constructor(readonly lab: string) {}

  /**
   * Brings it up, or says in words for a test's name why this machine cannot.
   *
   * @param suffix tells the labs of two test files apart
   */
  static async bringUp(suffix: string): Promise<ChainLab | string> {
    const lack = whyNoRawSockets();
    if (lack !== undefined) return lack;
    const lab = `test-${suffix}-${process.pid}`;
    try {
      await labUp(await chainScenario(), { name: lab });
      return new ChainLab(lab);
    } catch (error) {
      const expected = ['privilege', 'tool', 'command'];
      if (error instanceof LabError && expected.includes(error.fault))
        return `needs network namespaces: ${error.message}`;
      throw error;
    }
  }

  /** Runs a program on the student's machine of the chain. */
  async run(...argv: string[]): Promise<Finished> {
    return run(await labCommandLine(this.lab, 'poste', argv));
  }

  /** Runs one of our probes there. @see run-probe.mjs */
  async probe<T>(order: object): Promise<T> {
    const runner = path.join(import.meta.dirname, 'run-probe.mjs');
    const { stdout, stderr, code } = await this.run(process.execPath, runner, JSON.stringify(order));
    if (code !== 0) throw new Error(`run-probe ended with ${String(code)}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  async remove(): Promise<void> {
    await labDown(this.lab);
  }
}

/** What a test needs to be installed; `undefined` when all is there. */
export function whyNotInstalled(...programs: string[]): string | undefined {
  const missing = programs.filter(
    (name) =>
      !['/usr/bin', '/bin', '/usr/sbin', '/sbin'].some((folder) => existsSync(path.join(folder, name))),
  );
  return missing.length > 0 ? `needs ${missing.join(', ')}` : undefined;
}
