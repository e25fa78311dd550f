/** The whole course on a machine with nothing: an unprivileged user, no network, none of the classical tools. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listNotebooks } from '../../src/notebook/course-notebooks.js';
import type { Cell, Notebook, Output } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { BareMachine } from './bare-machine.js';
import { printedBy } from './printed.js';
import { promised } from './promised.js';

/**
 * Cells that measure this very machine, which takes no network and no privilege: its own /proc, or a TCP connection between
 * two programs of its own, which is why their chapters have the loopback interface that every machine has once started. The
 * others run in a namespace as it is born, with not even that.
 */
const measured: Readonly<Record<string, readonly string[]>> = {
  // Connections to a closed port of this machine.
  '00-accueil.ipynb': ['9ff959bf'],
  '01-ping.ipynb': ['dc780439'],
  // This namespace's own socket table, with the chapter's own client and server in it.
  '03-connexions.ipynb': [
    ...['a3c8fed1', '163d3789', '0ffa9003', 'fa1861be'],
    ...['89cd38ec', '06c99c7e', '6384bd21', 'a761cbfa'],
  ],
  // The counters of its interfaces and of its TCP, and what the chapter pours into the loopback.
  '04-proc-net.ipynb': ['7b0fd057', '5d7e29b6', 'b41e1071', '5133d9b9'],
  // Connections to ports that the chapter opens and closes.
  '05-nmap.ipynb': ['2f41aa7d', 'bdb5a464', '8cf7e4ce'],
  // A server that the chapter visits; the capture of the visit is recorded.
  '07-analyseur.ipynb': [],
  // The page of an exporter that the chapter starts: this namespace's own counters.
  '08-prometheus.ipynb': ['4c445f78'],
};

/** What a cell printed, and what its figures say. An exercise measures nothing: its choices may name all origins. */
function shownBy(notebook: Notebook, cell: Cell): string {
  if (cell.id?.startsWith('ex-') === true) return '';
  const figures = cell.cell_type !== 'code' ? [] : cell.outputs.map(figureText);
  return [printedBy({ ...notebook, cells: [cell] }), ...figures].join('\n');
}

function figureText(output: Output): string {
  return 'data' in output ? JSON.stringify(output.data['application/vnd.plotly.v1+json'] ?? '') : '';
}

const files = await listNotebooks();
const chapters = files.map((file) => path.basename(file));
let machine: BareMachine;
const said: string[] = [];

beforeAll(async () => {
  machine = new BareMachine();
  for (const loopback of ['up', 'down'] as const) {
    const some = files.filter((file) => path.basename(file) in measured === (loopback === 'up'));
    said.push(await machine.notebooks(loopback, some));
  }
}, 1_800_000);

afterAll(() => {
  machine.remove();
});

describe.each(chapters)('%s', (name) => {
  let notebook: Notebook;

  beforeAll(async () => {
    const failures = said
      .join('')
      .split('\n')
      .filter((line) => line.includes(`${name}, `));
    expect(failures, 'every cell succeeds').toEqual([]);
    notebook = await readNotebook(path.join(machine.output, name));
  });

  test('no cell complains', () => {
    const outputs = notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
    const complaints = outputs.filter(
      (output) =>
        output.output_type === 'error' || (output.output_type === 'stream' && output.name === 'stderr'),
    );
    expect(complaints).toEqual([]);
  });

  test('prints what its text speaks of', () => {
    const text = printedBy(notebook);
    for (const each of promised[name] ?? []) expect(text).toMatch(each);
  });

  test('says that it is simulated or recorded, but for what it measured of this machine', () => {
    const live = notebook.cells.filter((cell) => /en direct|origin="live"/.test(shownBy(notebook, cell)));
    expect(live.map(({ id }) => id)).toEqual(measured[name] ?? []);
  });
});
