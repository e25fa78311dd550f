import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { serveBook } from '../../src/book/serve.js';
import { parseNotebook } from '../../src/notebook/notebook-file.js';
import { accessibilityFaults, cutNetwork, troublesOf } from './book-page.js';
import { type CellsBook, cellsBook, notebookOf, outputOf, press, ran } from './cells-book.js';
import { hasChromium, launchChromium } from './chromium.js';

// A machine at work is several times slower.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 });

const hostileName = '<img src=x onerror="window.hacked=1"></script><script>window.hacked=1</script>';

const sources = [
  /* 1 */ "import { open, ping } from 'sonde';\nconst réseau = await open({ network: 'simulated', seed: 42 });\nconsole.log(réseau.origin);",
  /* 2 */ "const { origin } = await ping(réseau, 'cdn.exemple.fr', { count: 2 });\norigin;",
  /* 3 */ 'let tours = 0;\nfor (;;) tours += 1;',
  /* 4 */ "const octets = new Uint8Array(100_000_000);\nconsole.log('x'.repeat(100_000_000));\noctets;",
  /* 5 */ "console.log('avant');\nconst vide = ;",
  /* 6 */ "const deux = 2;\nfunction échoue(): never {\n  throw new RangeError('trop loin');\n}\néchoue();",
  /* 7 */ `import { figure, show, showTable } from 'sonde';
const nom = ${JSON.stringify(hostileName)};
console.log(nom);
showTable([{ hôte: nom }], { title: nom });
await show(figure.barChart({ title: nom, x: { title: nom }, rows: [{ name: nom, bars: [{ value: 1, text: nom }] }] }));
throw new Error(nom);`,
  /* 8 */ "const texte: number = 'pas un nombre';\ntexte;",
  /* 9 */ "import { figure, liveDisplay } from 'sonde';\nconst place = liveDisplay();\nfor (let i = 1; i <= 5; i += 1) {\n  await place.show(figure.ttlHops(60 + i));\n  await new Promise((suite) => setTimeout(suite, 30));\n}",
  /* 10 */ "process.stdout.write('10 %');\nprocess.stdout.write('\\r100 %\\n');",
  /* 11 */ "import { open, originLabel } from 'sonde';\nconst réel = await open();\nconsole.log(`${originLabel[réel.origin]} : ${réel.reason}`);",
  /* 12 */ "import { createServer } from 'node:net';\nconst serveur = createServer();",
  /* 13 */ 'serveur.close();',
  /* 14 */ 'const interdit = 1;\ninterdit = 2;',
  /* 15 */ 'if (true) {\n  return 1;\n  break;\n}',
  /* 16 */ 'for (;;) console.log("encore");',
  /* 17 */ "import { exercise } from 'sonde';\nawait exercise('01-routeurs').answer('-1');",
  /* 18 */ "await exercise('01-routeurs').hint();",
  /* 19 */ "setTimeout(() => {\n  throw new RangeError('plus tard');\n}, 0);\nvoid Promise.reject(new Error('seule'));\nawait new Promise((suite) => setTimeout(suite, 100));",
  /* 20 */ "import { readFile, writeFile } from 'node:fs/promises';\nawait writeFile('note.txt', 'ici');\nconsole.log(await readFile('note.txt', 'utf8'));\nawait readFile('/proc/net/dev');",
  /* 21 */ "import { originLabel } from 'sonde';\nimport { openPrometheus, startExporter } from 'sonde/prometheus';\nconst exporteur = await startExporter({ port: 0 });\nconsole.log((await fetch(`${exporteur.url}/-/healthy`)).status);\nawait exporteur.close();\nconst prom = await openPrometheus({ url: 'http://127.0.0.1:9090' });\nconsole.log(`${originLabel[prom.origin]} : ${prom.reason}`);",
  /* 22 */ "await fetch('http://www.exemple.fr/');",
];

let book: CellsBook;
let browser: Browser;

async function opened(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  await cutNetwork(page, book.base);
  await page.goto(book.address('cellules'));
  return page;
}

/** Writes in the editor of a cell, in the place of what is there. */
async function write(page: Page, cell: number, text: string): Promise<void> {
  await press(page, cell, 'edit');
  const editor = page.getByRole('textbox', { name: `Code de la cellule ${cell}` });
  await editor.waitFor();
  await editor.press('Control+a');
  await page.keyboard.insertText(text);
}

describe.skipIf(!hasChromium)(
  hasChromium ? 'cells that run in the page' : 'skipped: chromium is not installed',
  () => {
    beforeAll(async () => {
      book = await cellsBook(new Map([['cellules.ipynb', notebookOf('Cellules', sources)]]));
      browser = await launchChromium();
    });

    afterAll(async () => {
      await browser.close();
      await book.remove();
    });

    test('nothing of them is loaded before a button is pressed', async () => {
      const page = await opened();
      const scripts = () =>
        page.evaluate(() => [...document.scripts].map(({ src }) => src.split('/').at(-1)).filter(Boolean));
      expect(await scripts()).not.toContain('cells.js');
      await ran(page, 1);
      expect(await scripts()).toEqual(expect.arrayContaining(['cells.js', 'kernel.js', 'data-scenarios.js']));
      expect(await scripts()).not.toContain('editor.js');
      await page.context().close();
    });

    test('cells share their variables, and print their last value', async () => {
      const page = await opened();
      const troubles = troublesOf(page);
      expect(await ran(page, 1)).toBe('simulated');
      expect(await ran(page, 2)).toBe('simulated');
      expect(await ran(page, 2)).toBe('simulated');
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    test('from a server, under a base path', async () => {
      const server = await serveBook({ directory: book.site, port: 0 });
      const page = await (await browser.newContext()).newPage();
      await page.goto(`${server.url}cellules/index.html`);
      expect(await ran(page, 1)).toBe('simulated');
      await page.context().close();
      await server.close();
    });

    test('a name that is not there yet: which cell to run, and “run all until here”', async () => {
      const page = await opened();
      const told = await ran(page, 2);
      expect(told).toContain('ReferenceError, ligne 1');
      expect(told).toContain('vient de la cellule 1');
      await press(page, 2, 'run-until');
      await page.locator('#cellule-2 .outputs-page').getByText('simulated').waitFor();
      await page.context().close();
    });

    test('an endless loop is interrupted, and the page goes on', async () => {
      const page = await opened();
      await ran(page, 1);
      for (const endless of [3, 16]) {
        await press(page, endless, 'run');
        await press(page, endless, 'interrupt');
        expect(await outputOf(page, endless)).toContain('Les variables de la page sont perdues');
      }
      expect(await ran(page, 2)).toContain('ReferenceError');
      expect(await ran(page, 1)).toBe('simulated');
      await page.context().close();
    });

    test('an endless loop that prints fills neither the page nor the memory', async () => {
      const page = await opened();
      await press(page, 16, 'run');
      await page.locator('#cellule-16').getByText('Sortie coupée').waitFor();
      expect((await page.locator('#cellule-16').innerText()).length).toBeLessThan(400_000);
      await press(page, 16, 'interrupt');
      await outputOf(page, 16);
      await page.context().close();
    });

    test('a hundred megabytes: cut, and told', async () => {
      const page = await opened();
      const shown = await ran(page, 4);
      expect(shown).toContain('Sortie coupée');
      expect(shown.length).toBeLessThan(300_000);
      expect(await ran(page, 1)).toBe('simulated');
      await page.context().close();
    });

    test('errors tell their line in the cell', async () => {
      const page = await opened();
      expect(await ran(page, 5)).toBe('Erreur de syntaxe, ligne 2\u00a0: Unexpected token');
      const told = await ran(page, 6);
      expect(told).toContain('RangeError, ligne 3\u00a0: trop loin');
      expect(told).toMatch(/at échoue \(cellule \[6\]:3:9\)\n +at cellule \[6\]:5:1$/);
      expect(await ran(page, 14)).toContain('TypeError, ligne 2\u00a0: Assignment to constant variable.');
      const late = await ran(page, 19);
      expect(late).toMatch(/RangeError: plus tard\n +at cellule \[19\]:2:9/);
      expect(late).toMatch(/Error: seule\n +at cellule \[19\]:4:21/);
      expect(await ran(page, 15)).toMatch(/^Erreur de syntaxe, ligne 3\u00a0: Illegal break/);
      await page.context().close();
    });

    test('types are removed, not checked: the cell runs as JavaScript', async () => {
      const page = await opened();
      expect(await ran(page, 8)).toBe('pas un nombre');
      await page.context().close();
    });

    test('every door opens; an import that none can serve tells the right one', async () => {
      const page = await opened();
      await write(page, 8, "import { decodeIpv4, type Ipv4Packet } from 'sonde/packet';\ntypeof decodeIpv4;");
      expect(await ran(page, 8)).toBe('function');
      await write(
        page,
        8,
        "import type { Network } from 'sonde/network';\nimport { tracroute } from 'sonde';",
      );
      expect((await ran(page, 8)).replace(/[\u00a0\u202f]/g, ' ')).toMatch(
        /« sonde » n’a pas « tracroute » ; vouliez-vous dire « traceroute » \?/,
      );
      await write(page, 8, "import { decodeIpv4 } from 'sonde/pakcet';");
      expect((await ran(page, 8)).replace(/[\u00a0\u202f]/g, ' ')).toMatch(
        /la porte « sonde\/pakcet » n’existe pas ; vouliez-vous dire « sonde\/packet » \?/,
      );
      const noDefault =
        "« sonde » n’a pas d’export par défaut ; écrivez import * as s from 'sonde'; ou des noms entre accolades";
      for (const [source, told] of [
        ["import { constructor } from 'sonde';", '« sonde » n’a pas « constructor »'],
        [
          "import { labUpp } from 'sonde/lab';",
          '« sonde/lab » n’a pas « labUpp » ; vouliez-vous dire « labUp » ?',
        ],
        ["import * as lab from 'sonde/lab';\nlab.labUpp();", 'vouliez-vous dire « labUp » ?'],
        ["import * as lab from 'sonde/lab';\nlab.labUp();", 'n’existe pas dans une page'],
        ["typeof (await import('sonde')).ping", /^function$/],
        ["(await import('sonde/pakcet')).decodeIpv4", 'vouliez-vous dire « sonde/packet » ?'],
        ["const { decodeIpv4 } = await import('sonde');", 'est derrière une autre porte'],
        [
          "import * as s from 'sonde';\nconsole.log(typeof s.ping, JSON.stringify(s));\ns.pingg;",
          /« ping » \?/,
        ],
        ["import * as s from 'sonde/table';\ns", /^\{.*showTable: \[Function/s],
        ["export { pingg } from 'sonde';", 'vouliez-vous dire « ping » ?'],
        ["export * from 'sonde/pakcet';", 'vouliez-vous dire « sonde/packet » ?'],
        ["import { default as d2 } from 'sonde';", noDefault],
        ["import d3 from 'sonde';", noDefault],
        ["import { ping } from 'Sonde';", 'vouliez-vous dire « sonde » ?'],
      ] as const) {
        await write(page, 8, source);
        const shown = (await ran(page, 8)).replace(/[\u00a0\u202f]/g, ' ');
        if (typeof told === 'string') expect(shown).toContain(told);
        else expect(shown).toMatch(told);
      }
      await write(page, 8, "import { labUp } from 'sonde/lab';\nawait labUp();");
      expect(await ran(page, 8)).toMatch(/sonde\/lab.*n’existe pas dans une page/);
      await page.context().close();
    });

    test('nothing of what cells show is executed', async () => {
      const page = await opened();
      const shown = await ran(page, 7);
      expect(shown.split(hostileName).length).toBeGreaterThan(3);
      await page.locator('#cellule-7 .plot.drawn').waitFor();
      expect(await page.locator('#cellule-7 img, #cellule-7 .output > script').count()).toBe(0);
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      await page.context().close();
    });

    test('progress takes its own place', async () => {
      const page = await opened();
      await ran(page, 9);
      expect(await page.locator('#cellule-9 .plot').count()).toBe(1);
      await page.locator('#cellule-9 .plot.drawn').waitFor();
      const title = page.locator('#cellule-9 .gtitle').first();
      await expect.poll(() => title.textContent()).toContain('65');
      // As in tslab, the value of the last expression is printed too.
      expect(await ran(page, 10)).toBe('100 %\ntrue');
      await page.context().close();
    });

    test('a real probe is simulated, which is told with the way to have it', async () => {
      const page = await opened();
      const shown = await ran(page, 11);
      expect(shown).toMatch(/^simulé : réseau simulé/);
      expect(shown).toMatch(/Dans une page, pas de vraie sonde.*npm run jupyter.*dossier du cours\.$/);
      expect(await ran(page, 12)).toMatch(
        /^Le module «\u00a0node:net\u00a0» n’existe pas dans une page.*npm run jupyter/,
      );
      expect(await ran(page, 13)).toMatch(
        /^«\u00a0serveur\u00a0» vient d’une cellule qui demande une vraie machine/,
      );
      await page.context().close();
    });

    test('what a cell writes in a file is there for the next', async () => {
      const page = await opened();
      const shown = await ran(page, 20);
      expect(shown).toContain('ici');
      expect(shown).toMatch(
        /Le fichier «\u00a0\/proc\/net\/dev\u00a0» n’existe pas dans une page.*npm run jupyter/,
      );
      await page.context().close();
    });

    test('a server of a cell answers the page alone; a real one is replaced, which is told', async () => {
      const page = await opened();
      const troubles = troublesOf(page);
      const shown = await ran(page, 21);
      expect(shown).toMatch(/^200\nsimulé : moteur PromQL embarqué.*127\.0\.0\.1:9090/);
      expect(shown).toMatch(/Dans une page, pas de vraie sonde.*npm run jupyter/);
      expect(await ran(page, 22)).toMatch(/^Le serveur «\u00a0http:\/\/www\.exemple\.fr\u00a0» n’existe pas/);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    test('edited code has its colours outside of the editor too', async () => {
      const page = await opened();
      const text = "const hôte = 'ici'; // <b>note</b>\n";
      const code = page.locator('#cellule-8 .code code');
      await write(page, 8, text);
      // The first closes what the editor proposes.
      await expect
        .poll(async () => {
          await page.keyboard.press('Escape');
          return page.locator('.cm-editor').count();
        })
        .toBe(0);
      for (const visit of ['first', 'next']) {
        await code.locator('.tok-string').waitFor();
        expect(await code.locator('.tok-comment').textContent(), visit).toBe('// <b>note</b>');
        expect(await code.textContent(), visit).toBe(text);
        await page.reload();
      }
      await code.locator('.tok-string').waitFor();
      await press(page, 8, 'reset');
      expect(await code.locator('[class^="tok-"]').count()).toBe(0);
      expect(await code.locator('[class^="hljs-"]').count()).toBeGreaterThan(0);
      await page.context().close();
    });

    test('the editor proposes the names of the library, with what they do', async () => {
      const page = await opened();
      await write(page, 8, '');
      const options = page.locator('.cm-tooltip-autocomplete [role="option"]');
      await page.keyboard.type('tracer');
      await options.getByText('tracerouteReport', { exact: true }).waitFor();
      await page.locator('.cm-completionInfo').getByText(/\.$/).waitFor();
      await page.keyboard.type('outeR');
      await page.waitForTimeout(100);
      await page.keyboard.press('Enter');
      await page.keyboard.type('(figure.ttlH');
      await options.getByText('ttlHops', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      const editor = page.getByRole('textbox', { name: 'Code de la cellule 8' });
      expect(await editor.innerText()).toMatch(/^tracerouteReport\(figure\.ttlH/);
      // An import: the doors between the quotes, and the names of that door alone between the braces.
      await write(page, 8, "import { decodeIp } from 'sonde/pack';");
      for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowLeft');
      await page.keyboard.type('e');
      await options.getByText('sonde/packet', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await write(page, 8, "import { decodeIp } from 'sonde/packet';");
      for (let i = 0; i < " } from 'sonde/packet';".length; i++) await page.keyboard.press('ArrowLeft');
      await page.keyboard.type('v4O');
      await options.getByText('decodeIpv4Options', { exact: true }).waitFor();
      await page.context().close();
    });

    test('two tabs of the same page lose nothing of each other, and say so', async () => {
      const page = await opened();
      const other = await page.context().newPage();
      await other.goto(book.address('cellules'));
      await write(page, 8, "'un';");
      await write(other, 14, "'deux';");
      await page.locator('#cellule-14.edited').waitFor();
      expect(await page.locator('#cellule-14 .code code').textContent()).toBe("'deux';");
      expect(await page.locator('#cellule-14 .cell-status').textContent()).toBe(
        'Modifiée dans un autre onglet',
      );
      // Open in both: what is written in one is seen in the other.
      await write(other, 8, "'trois';");
      const editor = page.getByRole('textbox', { name: 'Code de la cellule 8' });
      await editor.getByText("'trois';").waitFor();
      await press(other, 14, 'reset');
      await expect.poll(() => page.locator('#cellule-14.edited').count()).toBe(0);
      await page.reload();
      await expect.poll(() => page.locator('#cellule-8 .code code').textContent()).toBe("'trois';");
      await page.context().close();
    });

    test('edits survive a reload, until they are reset', async () => {
      const page = await opened();
      await write(page, 8, "'modifiée';");
      await page.keyboard.press('Control+Enter');
      expect(await outputOf(page, 8)).toBe('modifiée');
      await page.reload();
      const code = page.locator('#cellule-8 .code code');
      await expect.poll(() => code.textContent()).toBe("'modifiée';");
      expect(await ran(page, 8)).toBe('modifiée');
      await press(page, 8, 'reset');
      expect(await code.textContent()).toBe(sources[7]);
      expect(await page.locator('#cellule-8 .outputs-page').count()).toBe(0);
      await page.reload();
      expect(await code.textContent()).toBe(sources[7]);
      await page.context().close();
    });

    test('the keyboard runs, goes to the next cell, and leaves the editor', async () => {
      const page = await opened();
      const focused = () =>
        page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName,
        );
      await write(page, 8, '1 + 1');
      await page.keyboard.press('Shift+Enter');
      expect(await focused()).toBe('Exécuter la cellule 9');
      expect(await outputOf(page, 8)).toBe('2');
      await page.getByRole('textbox', { name: 'Code de la cellule 8' }).focus();
      await page.keyboard.press('Escape');
      expect(await focused()).toBe('Modifier la cellule 8');
      expect(await page.locator('.cm-editor').count()).toBe(0);
      await page.locator('#cellule-1 button[data-action="edit"]').focus();
      await page.keyboard.press('Control+Enter');
      expect(await outputOf(page, 1)).toBe('simulated');
      await page.context().close();
    });

    test('the notebook is exported with the edits', async () => {
      const page = await opened();
      await write(page, 1, "console.log('à moi');");
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Exporter le notebook' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('cellules.ipynb');
      const { cells } = parseNotebook(await readFile(await download.path(), 'utf8'));
      const code = cells.filter((cell) => cell.cell_type === 'code').map(({ source }) => source);
      expect(code).toEqual(["console.log('à moi');", ...sources.slice(1)]);
      await page.context().close();
    });

    test('exercises are checked in the page, and what was done is kept', async () => {
      const page = await opened();
      expect(await ran(page, 17)).not.toContain('Error');
      await page.reload();
      await ran(page, 17);
      expect(await ran(page, 18)).toContain('Indice 1 sur');
      const journal = await page.evaluate(() => localStorage.getItem('sonde-journal') ?? '');
      expect(journal.trim().split('\n')).toHaveLength(3);
      await page.context().close();
    });

    test('buttons, editor and outputs have no serious fault of accessibility', async () => {
      const page = await opened();
      await ran(page, 1);
      await ran(page, 5);
      await press(page, 8, 'edit');
      await page.getByRole('textbox', { name: 'Code de la cellule 8' }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.context().close();
    });

    test.each([
      [
        'corrupted',
        'localStorage.setItem(\'sonde-cells:\' + location.pathname, \'{"version":1,"edits":[\');',
        'illisibles',
      ],
      [
        'full',
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };",
        'pleine',
      ],
      [
        'forbidden',
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } });",
        'interdit',
      ],
    ])('a storage that is %s is told, and never fatal', async (_, script, word) => {
      const context = await browser.newContext();
      await context.addInitScript(script);
      const page = await context.newPage();
      const troubles = troublesOf(page);
      await page.goto(book.address('cellules'));
      await write(page, 8, "'écrit';");
      await page.locator('.cells-bar .cell-status').getByText(word).waitFor();
      expect(await ran(page, 8)).toBe('écrit');
      expect(troubles).toEqual([]);
      await context.close();
    });
  },
);
