import tseslint from 'typescript-eslint';

/** Folders whose code must also run in a page: they may not touch the machine. */
const pureFolders = [
  'packet',
  'scenario',
  'simulator',
  'probe',
  'host',
  'tools',
  'capture',
  'prometheus',
  'figure',
  'table',
  'course',
];

/** The only files of those folders that touch the machine; each is named for what it touches. */
const machineFiles = [
  'src/scenario/load.ts',
  'src/host/live-machine.ts',
  'src/host/services.ts',
  'src/figure/notebook/cell-output.ts',
  'src/figure/export/**/*.ts',
  'src/capture/file/capture-file.ts',
  'src/capture/live-capture.ts',
  'src/prometheus/rules/rule-files.ts',
  'src/course/journal-file.ts',
  'src/course/live-desk.ts',
  'src/tools/run/find-tool.ts',
  'src/tools/run/kernel-lock.ts',
  'src/tools/run/run.ts',
  'src/tools/run/tool-output.ts',
  'src/tools/run/tool-process.ts',
  'src/prometheus/exporter/exporter-server.ts',
];

/** The floors of the house (DESIGN.md): a folder may import from lower floors and from itself only. */
const floors = [
  ['packet'],
  ['scenario'],
  ['simulator'],
  ['network'],
  ['probe', 'host', 'capture'],
  // Above the probes: nmap is given the authorisation rule of our own scans, and the exporter runs them.
  ['tools', 'prometheus'],
  ['figure', 'lab', 'monitor'],
  ['table'],
  // Above the figures: what an exercise has to say goes under the cell as they do.
  ['course'],
  ['notebook'],
  ['book'],
  ['cli'],
];

const layerRules = floors.flatMap((folders, floor) =>
  folders.map((folder) => {
    const above = floors
      .slice(floor)
      .flat()
      .filter((name) => name !== folder);
    return {
      files: [`src/${folder}/**/*.ts`],
      rules: {
        '@typescript-eslint/no-restricted-imports': [
          'error',
          {
            patterns: [
              { group: ['**/index.js', 'sonde'], message: 'import the file itself, not the public face' },
              ...above.map((name) => ({
                group: [`../${name}/*`, `../../${name}/*`],
                message: `src/${folder} stands below or beside src/${name}`,
              })),
              ...(pureFolders.includes(folder)
                ? [{ group: ['node:*'], message: `src/${folder} is pure: it also runs in a page` }]
                : []),
            ],
          },
        ],
      },
    };
  }),
);

export default tseslint.config(
  { ignores: ['dist/', '_build/', 'node_modules/', '**/*.mjs', 'theme/**/*.js'] },
  ...tseslint.configs.strictTypeChecked,
  {
    // One program: a tenth quicker than the service that looks for a project for each file.
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  ...layerRules,
  { files: machineFiles, rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
);
