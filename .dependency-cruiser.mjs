/**
 * The arrows of the house, checked by `npm run lint:rooms`: a room imports from lower floors and from itself only, no file is
 * part of a circle, types and dynamic imports included, and a pure room does not touch the machine. No other path to the same
 * files leads around them.
 */

/** From the ground up. Rooms of one floor do not know each other. */
const floors = [
  ['package', 'run', 'document'],
  ['packet'],
  ['scenario'],
  ['simulator'],
  ['network'],
  ['probe', 'host', 'capture'],
  // Above the probes: tools print and read what probes return, and nmap is given the authorisation rule of our own scans.
  ['tools', 'prometheus'],
  ['figure', 'lab', 'monitor'],
  ['table'],
  // Above the figures: what an exercise has to say goes under the cell as they do.
  ['course'],
  ['notebook'],
  ['book'],
  ['cli'],
];

/** Rooms whose code also runs in a page. */
const pure = 'document|packet|scenario|simulator|probe|host|tools|capture|prometheus|figure|table|course';

/** The files of those rooms that touch the machine; each is named for what it touches, and has a twin in the page. */
const machineFiles = [
  'scenario/load',
  'host/live-machine',
  'host/services',
  'figure/notebook/cell-output',
  'figure/export/[^/]+',
  'capture/file/capture-file',
  'capture/live-capture',
  'prometheus/rules/rule-files',
  'prometheus/exporter/exporter-server',
  'course/journal-file',
  'course/live-exercise',
];

/** The rooms that have a floor. */
const housed = `^src/(${floors.flat().join('|')})/`;

/** The library by another way than its sources, which are not followed there; `sonde` that is not built stays unresolved. */
const built = ['^dist/', '^(#dist|sonde)(/|$)'];

const upwards = floors.flatMap((rooms, floor) =>
  rooms.map((room) => ({
    name: `${room}-looks-up`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: {
      path: `^src/(${floors
        .slice(floor)
        .flat()
        .filter((other) => other !== room)
        .join('|')})/`,
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'circle', severity: 'error', from: {}, to: { circular: true } },
    ...upwards,
    {
      name: 'ground-looks-up',
      severity: 'error',
      from: { path: '^src/[^/]+$', pathNot: '^src/index\\.ts$' },
      to: { path: '^src/[^/]+/' },
    },
    ...['from', 'to'].map((end) => ({
      name: 'room-without-floor',
      comment: 'write the room into the floors of .dependency-cruiser.mjs',
      severity: 'error',
      from: {},
      to: {},
      [end]: { path: '^src/[^/]+/', pathNot: housed },
    })),
    {
      name: 'around-the-arrows',
      comment: 'import the source: what stands outside src leads back in past every arrow',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: [...built, '^(theme|test|bench)/'] },
    },
    {
      name: 'page-through-a-door',
      comment: 'import the compiled file, #dist/ROOM/FILE.js: a door brings its whole room into the page',
      severity: 'error',
      from: { path: '^theme/client/' },
      to: { path: ['^src/', '^dist/types/', '^dist/index\\.js$', '^dist/[^/]+/index\\.js$', '^sonde(/|$)'] },
    },
    {
      name: 'the-door-from-inside',
      comment: 'import the file itself: a door is for those outside',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/index\\.ts$' },
      to: { path: ['^src/index\\.ts$', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'machine-in-a-pure-room',
      severity: 'error',
      from: { path: `^src/(${pure})/`, pathNot: `^src/(${machineFiles.join('|')})\\.ts$` },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
