/** Which folder of src/ may import which others; `make check` holds the code against it. */
export const mayImport = {
  core: [],
  archive: ['core'],
  source: ['core'],
  dockerfile: [],
  manifest: ['core', 'source'],
  runtimes: ['core', 'source', 'dockerfile', 'manifest'],
  plan: ['core', 'source', 'manifest', 'runtimes'],
  render: ['core', 'plan'],
  context: ['core', 'source', 'dockerfile', 'render', 'archive'],
  engine: ['core', 'archive'],
  bases: ['core', 'plan', 'archive', 'engine'],
  metadata: ['core'],
  frontend: ['core'],
  cron: ['manifest'],
  project: ['core', 'source', 'manifest', 'runtimes', 'plan', 'render', 'context', 'engine', 'bases'],
  hosts: ['core', 'source', 'plan', 'context', 'engine', 'bases', 'project'],
  doctor: ['core', 'runtimes', 'plan', 'engine', 'bases', 'hosts', 'project'],
  emulator: [
    'core',
    'source',
    'manifest',
    'runtimes',
    'plan',
    'render',
    'context',
    'engine',
    'bases',
    'project',
    'metadata',
    'frontend',
    'hosts',
    'cron',
  ],
  contract: ['core', 'plan', 'engine', 'hosts', 'emulator'],
  cli: [],
  testing: [],
};

/** npm packages that have one home, or the few folders that may use them. */
export const homes = {
  yaml: ['manifest', 'runtimes', 'contract'],
  '@renovatebot/pep440': ['runtimes'],
  handlebars: ['render'],
  'tar-stream': ['archive'],
  dockerode: ['engine'],
  '@grpc/grpc-js': ['engine'],
  '@balena/dockerignore': ['context'],
  diff: ['project'],
  ignore: ['context'],
  re2js: ['manifest', 'context'],
  jose: ['metadata'],
  asn1js: ['frontend'],
  pkijs: ['frontend'],
  execa: ['bases', 'hosts/process', 'metadata'],
  commander: ['cli'],
  picocolors: ['cli'],
  testcontainers: ['testing/testcontainers'],
};

/** Folders that decide and never act: they may not reach the machine. */
const pure = [
  '^src/cron/',
  '^src/dockerfile/',
  '^src/plan/',
  '^src/runtimes/requirements/',
  '^src/runtimes/resolve/',
];

const folders = Object.keys(mayImport);
const doorOf = (folder) => `^src/${folder}/index\\.ts$`;

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(index|cli/bin)\\.ts$' },
      to: {},
    },
    ...folders.map((folder) => ({
      name: `${folder}-imports-its-row`,
      comment: `src/${folder} may import only: ${mayImport[folder].join(', ') || 'nothing of ours'}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: {
        path: '^src/',
        pathNot: [
          `^src/${folder}/`,
          ...mayImport[folder].map(doorOf),
          ...(folder === 'cli' || folder === 'testing' ? ['^src/index\\.ts$'] : []),
        ],
      },
    })),
    ...Object.entries(homes).map(([name, owners]) => ({
      name: `${name}-has-its-home`,
      comment: `only src/{${owners.join(',')}} may use ${name}`,
      severity: 'error',
      from: { path: '^src/', pathNot: owners.map((owner) => `^src/${owner}/`) },
      to: { path: `node_modules/(@types/)?${name}/` },
    })),
    {
      name: 'pure-stages-have-no-effects',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|http|https|net|child_process|timers)(/|$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
