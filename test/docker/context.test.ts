import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeContext, readIgnoreRules, type BuildContext } from '../../src/context/index.ts';
import { FlexbuildError } from '../../src/core/index.ts';
import { connectEngine, type BuildRequest, type Engine } from '../../src/engine/index.ts';
import { folderSource } from '../../src/source/index.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';
import { ensureTinyImage, tinyImage } from '../support/tiny-image.ts';

/** Sets of patterns whose reading by docker is easily got wrong. */
const patternSets: Readonly<Record<string, string>> = {
  'an extension': '*.pyc',
  'an extension anywhere': '**/*.log',
  'an exception anywhere': '**/*.log\n!src/deep/keep.log',
  'a folder': 'node_modules',
  'a folder with a slash': 'node_modules/',
  'a leading slash': '/docs',
  'a folder anywhere': '**/node_modules',
  'an exception in a folder': 'docs\n!docs/README.md',
  'the last line wins': '*.md\n!README*.md\nREADME.md',
  'one folder deep': '*/temp*',
  'two folders deep': '*/*/temp*',
  'a question mark': 'temp?',
  'all but two': '*\n!src\n!a.py',
  'all but a folder': '**\n!docs/**',
  'all but one nested file': '*\n!src/deep/keep.log',
  git: '.git',
  'git anywhere': '**/.git',
  'a dot': '.',
  'a dot and a slash': './docs',
  'two dots': 'docs/../src',
  comments: '# c\n*.md\n  # indented\n',
  'spaces around': '  c.log  ',
  'an escaped hash': '\\#hash',
  'a class': '[ab].py*',
  'a negated class': '[^a].py*',
  'escaped brackets': '\\[br\\]',
  'an escaped exclamation mark': '\\!bang',
  'a name anywhere': '**/secret.key',
  'all of a folder': 'dir/**',
  'a name below a folder': 'dir/**/secret.key',
  'stars behind a name': 'src**',
  'another case': 'upper.txt',
  'a byte order mark': '\ufeff*.md',
  'line ends of Windows': '*.md\r\ndocs\r\n',
  'stars in the middle': '*.so.*',
  'stars and a slash': '**/',
  'an exception alone': '!a.py',
  'stars between': 'sub/**/i.js',
  'a letter beyond ASCII': 'é.txt',
  'a question mark for a letter': '?.py',
  'hidden files': '.*',
  'an exception anywhere in a folder that is out': 'docs\n!**/*.md',
  'an escaped backslash': 'back\\\\slash',
  'an open bracket': '[',
  'a backslash at the end': 'abc\\',
  'an exclamation mark alone': '*.md\n!\n',
  'an exception for a folder in one that is out': 'src\n!src/deep\nsrc/deep/b.log',
  'the files that docker reads itself': 'Dockerfile\n.dockerignore',
  everything: '*',
};

const files = [
  ...[
    'a.py',
    'b.pyc',
    'README.md',
    'docs/x.md',
    'docs/README.md',
    'docs/sub/y.md',
    'c.log',
    'temp/x',
    'tempa/x',
  ],
  ...[
    '.git/config',
    '.git/objects/aa',
    'sub/.git/config',
    'node_modules/m/i.js',
    'sub/node_modules/m/i.js',
    'tempb',
  ],
  ...[
    'src/a.log',
    'src/deep/b.log',
    'src/deep/keep.log',
    'somedir/temp',
    'somedir/tempc/z',
    'weird name.txt',
    '[br]/f',
  ],
  ...[
    'a.b/c.d',
    '.hidden',
    'sub/.hidden',
    'UPPER.TXT',
    'back\\slash',
    '#hash',
    '!bang',
    'trail ',
    'dir/secret.key',
  ],
  ...['dir/public.pem', 'dir/d2/secret.key', 'é.txt', 'lib/foo.so.1'],
];

const listing = ['FROM ' + tinyImage, 'COPY . /c', "RUN cd /c && find . -exec echo F:{} ';'", ''].join('\n');

let engine: Engine;
let session: TestSession;
const folder = mkdtempSync(join(tmpdir(), 'flexbuild-context-'));

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  session = testSession(engine);
  await ensureTinyImage(engine);
  for (const file of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  mkdirSync(join(folder, 'empty/folder'), { recursive: true });
  writeFileSync(join(folder, 'Dockerfile'), listing);
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await session[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

/** These go through both builders as well: the engine leaves out by itself what it only reads. */
const built = new Set([
  'the files that docker reads itself',
  'an exception in a folder',
  'everything',
  'a letter beyond ASCII',
]);

describe.each(Object.entries(patternSets))('%s', (name, patterns) => {
  test('gives the folder that `docker build` gives', async () => {
    writeFileSync(join(folder, '.dockerignore'), patterns);
    const theirs = await filesByDocker();
    const context = await contextOf().catch((cause: unknown) => refusal(cause));
    if (typeof context === 'string') {
      expect([context, theirs]).toEqual(['FB3003', null]);
      return;
    }
    expect(withFolders(context.entries.map(({ path }) => path))).toEqual(theirs);
    if (!built.has(name) || context.dockerfile === null) return;
    expect(await filesByUs({ context: context.pack(), builder: 'classic' })).toEqual(theirs);
    const { entries, dockerfile, digests } = context;
    const apart = { entries, dockerfile, digests, identity: folder };
    if (engine.capabilities.buildkit)
      expect(await filesByUs({ context: apart, builder: 'buildkit' })).toEqual(theirs);
  });
});

/** A folder that is left out is made all the same for what is let in below it. */
function withFolders(paths: readonly string[]): readonly string[] {
  const above = (path: string): readonly string[] =>
    path.split('/').map((_, depth, names) => names.slice(0, depth + 1).join('/'));
  return [...new Set(paths.flatMap(above))].sort();
}

function refusal(cause: unknown): string {
  if (cause instanceof FlexbuildError) return cause.diagnostics[0].code;
  throw cause;
}

/** `skip_files: []` keeps what gcloud would leave out, which docker knows nothing of. */
async function contextOf(): Promise<BuildContext> {
  const source = folderSource(folder);
  const { rules } = await readIgnoreRules({ source, skipFiles: [], dockerfile: 'Dockerfile' });
  const dockerfile = { path: 'Dockerfile', text: listing };
  return await makeContext({ source, rules, generated: [], dockerfile, sourceDateEpoch: null });
}

/** Null where docker refuses. */
async function filesByDocker(): Promise<readonly string[] | null> {
  const tag = session.name('theirs');
  const [label] = Object.entries(session.labels).map(([name, value]) => `${name}=${value}`);
  const command = ['build', '--no-cache', '--force-rm', '-t', tag, '--label', label ?? '', folder];
  try {
    const { stdout } = await promisify(execFile)('docker', command, {
      env: { ...process.env, DOCKER_BUILDKIT: '0' },
    });
    return listed(stdout.split('\n'));
  } catch (cause) {
    if (
      /syntax error in pattern|illegal exclusion pattern/.test(String((cause as { stderr?: string }).stderr))
    )
      return null;
    throw cause;
  } finally {
    await engine.images.remove(tag);
  }
}

async function filesByUs(parts: Pick<BuildRequest, 'context' | 'builder'>): Promise<readonly string[]> {
  const job = testJob();
  const tag = session.name('ours');
  await engine.images.build(
    {
      ...parts,
      dockerfile: 'Dockerfile',
      tags: [tag],
      labels: session.labels,
      buildArgs: {},
      platform: null,
      noCache: true,
      secrets: {},
      extraHosts: [],
    },
    job,
  );
  await engine.images.remove(tag);
  return listed(job.notices.flatMap((notice) => (notice.kind === 'build-output' ? [notice.line.text] : [])));
}

function listed(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /F:\.\/(.*)$/.exec(line)?.[1] ?? []).sort();
}
