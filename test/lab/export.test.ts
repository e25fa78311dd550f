import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exportFormats, exportLab } from '../../src/lab/export.js';
import { loadScenario, scenarioNames } from '../../src/scenario/load.js';

const golden = (name: string): string => path.join(import.meta.dirname, 'golden', name);

describe('export', () => {
  // One scenario with a NAT, a switch, rates, delays and both IP versions.
  test('a home line for containerlab', async () => {
    const { files } = exportLab(await loadScenario('ligne-domestique'), 'containerlab', 'ligne-domestique');
    expect(files.map(({ name }) => name)).toEqual(['ligne-domestique.clab.yml']);
    await expect(files[0]?.text).toMatchFileSnapshot(golden('ligne-domestique.containerlab.txt'));
  });

  test('a home line for Kathará', async () => {
    const { files } = exportLab(await loadScenario('ligne-domestique'), 'kathara', 'ligne-domestique');
    const all = files.map(({ name, text }) => `--- ${name}\n${text}`).join('');
    await expect(all).toMatchFileSnapshot(golden('ligne-domestique.kathara.txt'));
  });

  test('Kathará has no dots and no hyphens in its names', async () => {
    const { files } = exportLab(await loadScenario('reference'), 'kathara', 'reference');
    expect(files.map(({ name }) => name)).toContain('boston_exemple_org.startup');
  });

  test('every link of a topology joins nodes that it has', async () => {
    for (const name of await scenarioNames()) {
      const [file] = exportLab(await loadScenario(name), 'containerlab', name).files;
      const { topology } = parse(file?.text ?? '') as {
        topology: { nodes: Record<string, unknown>; links: { endpoints: string[] }[] };
      };
      const ends = topology.links.flatMap(({ endpoints }) => endpoints);
      expect(new Set(ends).size).toBe(ends.length);
      for (const end of ends) expect(topology.nodes).toHaveProperty([end.split(':')[0] ?? '']);
    }
  });

  test.each(exportFormats)('a lab of %s has a name that can be one', async (format) => {
    const scenario = await loadScenario('ecmp');
    expect(() => exportLab(scenario, format, 'Mon réseau')).toThrow(
      expect.objectContaining({ name: 'LabError', fault: 'name' }),
    );
  });
});
