/** A small book that holds each thing a page may hold, hostile outputs included. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cell, Output } from '../../src/notebook/notebook.js';
import { writeNotebook } from '../../src/notebook/notebook-file.js';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A PNG of 2 × 1 pixels. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEElEQVR4nGP4z8DwHwIYAAAh8gP9i2kbcwAAAABJRU5ErkJggg==';

const configuration = `version: 1
project:
  title: Sonde
  description: Un livre pour les tests.
  toc:
    - file: notebooks/index.md
    - title: Partie
      children:
        - file: notebooks/01-figures.ipynb
        - file: notebooks/02-suite.md
site:
  template: ./theme
`;

const indexPage = `# Accueil

Voir [](01-figures.ipynb), [la suite](02-suite.md#une-section) et {ref}\`cible\`. Une note[^n]. $a^2$

[^n]: Le texte de la note.

:::{warning}
Sans titre.
:::

:::{tip} Avec titre
Texte.
:::

| Nom | Valeur |
|-----|-------:|
| ttl | 64 |

\`\`\`{figure} point.png
:name: fig-point
:alt: Un point
Une légende.
\`\`\`

Voir {numref}\`fig-point\`.

\`\`\`ts
const ttl: number = 64;
\`\`\`
`;

const nextPage = `# Suite

## Une section

::::{tab-set}
:::{tab-item} Linux
La commande \`ss\`.
:::
:::{tab-item} Windows
La commande \`netstat\`.
:::
::::

\`\`\`{math}
:label: eq-rtt
RTT = \\frac{L}{C} + 2 d
\`\`\`

:::{note} À déplier
:class: dropdown
Un texte replié.
:::

(cible)=
### Une cible

Retour à [](index.md).
`;

const line = { type: 'scatter', x: [1, 2, 3], y: [2, 1, 3] };

/** What the course does not draw with: the page takes the whole of Plotly for it. */
const pie = { type: 'pie', labels: ['reçus', 'perdus'], values: [9, 1] };

/** A figure's bundle as notebooks hold it. `label` is data that could come from the network. */
export function plotBundle(label: string, trace: object = line): Output {
  return {
    output_type: 'display_data',
    metadata: {},
    data: {
      'application/vnd.plotly.v1+json': {
        data: [{ ...trace, name: label }],
        layout: { width: 900, height: 380, title: { text: label }, yaxis: { title: { text: 'RTT (ms)' } } },
      },
      'text/html': `<div>never shown</div><script>window.hacked = 1</script>`,
      'image/png': png,
      'text/plain': `RTT de ${label}`,
    },
  };
}

const hostile = '</script><img src=x onerror="window.hacked = 1">';

const cells: readonly Cell[] = [
  markdown('# Figures\n\nDu texte.\n\n## Texte'),
  code("console.log('bonjour');", [
    { output_type: 'stream', name: 'stdout', text: '\u001b[32mbonjour\u001b[0m <b>gras</b>\n' },
    { output_type: 'stream', name: 'stderr', text: 'attention\n' },
  ]),
  { ...code('const caché = 1;', []), metadata: { tags: ['hide-input'] } },
  markdown('## Figure'),
  code('await show(figure.rtt());', [plotBundle('127.0.0.1')]),
  code('await show(figure.rtt(hostile));', [plotBundle(hostile)]),
  code('await show(parts);', [plotBundle('parts', pie)]),
  markdown('## Tableau'),
  code('table', [
    html(`<table onclick="window.hacked = 1"><caption>Hôtes</caption><tr><th>hôte</th></tr>
      <tr><td><script>window.hacked = 1</script><a href="javascript:window.hacked=1">h1</a></td></tr></table>`),
    // Long enough for MyST to write it to a file of its own.
    html(`<table>${`<tr>${'<td>une cellule très large</td>'.repeat(30)}</tr>`.repeat(30)}</table>
      <script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">`),
  ]),
  code('throw new Error("échec");', [
    { output_type: 'error', ename: 'Error', evalue: 'échec', traceback: ['\u001b[31mError: échec\u001b[0m'] },
  ]),
];

/** Makes the sample book in a folder of its own under `_build`, and says how to remove it. */
export async function sampleBook(): Promise<{
  readonly root: string;
  readonly executed: string;
  readonly remove: () => Promise<void>;
}> {
  await mkdir(path.join(repository, '_build'), { recursive: true });
  const root = await mkdtemp(path.join(repository, '_build/test-book-'));
  const executed = path.join(root, 'executed');
  const notebooks = path.join(root, 'notebooks');
  await mkdir(notebooks);
  await cp(path.join(repository, 'theme'), path.join(root, 'theme'), { recursive: true });
  await writeFile(path.join(root, 'jupyter_book.yml'), configuration);
  await writeFile(path.join(root, 'myst.yml'), 'version: 1\nextends: jupyter_book.yml\n');
  await writeFile(path.join(notebooks, 'index.md'), indexPage);
  await writeFile(path.join(notebooks, '02-suite.md'), nextPage);
  await writeFile(path.join(notebooks, 'point.png'), Buffer.from(png, 'base64'));
  await writeNotebook(path.join(executed, '01-figures.ipynb'), {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
    cells,
  });
  return { root, executed, remove: () => rm(root, { recursive: true, force: true }) };
}

function markdown(source: string): Cell {
  return { cell_type: 'markdown', metadata: {}, source };
}

function code(source: string, outputs: readonly Output[]): Cell {
  return { cell_type: 'code', metadata: {}, source, outputs, execution_count: 1 };
}

function html(text: string): Output {
  return {
    output_type: 'display_data',
    metadata: {},
    data: { 'text/html': text, 'text/plain': 'un tableau' },
  };
}
