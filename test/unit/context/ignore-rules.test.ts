import { describe, expect, test } from 'vitest';
import { makeContext, readIgnoreRules } from '../../../src/context/index.ts';
import { FlexbuildError, spanAt } from '../../../src/core/index.ts';
import { literalSource, type LiteralFile } from '../../../src/source/index.ts';

type Files = Readonly<Record<string, LiteralFile>>;
type Options = Partial<Parameters<typeof readIgnoreRules>[0]>;

async function kept(files: Files, options: Options = {}): Promise<readonly string[]> {
  const source = literalSource(files);
  const { rules } = await readIgnoreRules({ source, skipFiles: null, dockerfile: 'Dockerfile', ...options });
  const context = await makeContext({
    source,
    rules,
    generated: [],
    dockerfile: null,
    sourceDateEpoch: null,
  });
  return context.entries.filter(({ kind }) => kind !== 'directory').map(({ path }) => path);
}

async function problems(files: Files, options: Options = {}): Promise<FlexbuildError> {
  const failed: unknown = await kept(files, options).catch((cause: unknown) => cause);
  if (failed instanceof FlexbuildError) return failed;
  throw new Error('nothing was refused');
}

describe('without a list', () => {
  test("the flexible environment's own skip_files hold", async () => {
    const files = {
      'main.py': '',
      'main.pyc': '',
      'lib/x.pyo': '',
      'old~': '',
      '#draft#': '',
      '.git/config': '',
      'sub/.git/config': '',
      '.gitignore': '',
      '.github/ci.yml': '',
      'node_modules/a/b/index.js': '',
      'sub/node_modules/x.js': '',
      'sub/node_modules.txt': '',
    };
    expect(await kept(files)).toEqual(['.github/ci.yml', 'main.py', 'sub/node_modules.txt']);
  });

  test('folders that hold nothing else are passed over', async () => {
    const source = literalSource({ 'node_modules/a/index.js': '', '.git/HEAD': '', 'src/a.pyc': '' });
    const { rules } = await readIgnoreRules({ source, skipFiles: null, dockerfile: 'Dockerfile' });
    expect(
      ['node_modules', 'web/node_modules', '.git', 'src'].map((folder) => rules.passesOver(folder)),
    ).toEqual([true, true, true, false]);
  });
});

describe('skip_files', () => {
  test('patterns match from the start, and a folder that matches is left out whole', async () => {
    const files = { 'a.txt': '', 'data/x': '', 'my/data/y': '', dataset: '' };
    expect(await kept(files, { skipFiles: ['data'] })).toEqual(['a.txt', 'my/data/y']);
    expect(await kept(files, { skipFiles: ['^data$'] })).toEqual(['a.txt', 'dataset', 'my/data/y']);
    expect(await kept(files, { skipFiles: ['^(.*/)?data/.*$', '\\.nothing'] })).toEqual(['a.txt', 'dataset']);
  });

  test('they replace the default', async () => {
    expect(await kept({ 'a.pyc': '', 'b.txt': '' }, { skipFiles: ['b'] })).toEqual(['a.pyc']);
    expect(await kept({ 'a.pyc': '' }, { skipFiles: [] })).toEqual(['a.pyc']);
  });

  test('what RE2 does not know is refused where it stands', async () => {
    const at = spanAt({ file: 'app.yaml', text: 'skip_files: (?!a)', startOffset: 0 });
    const { diagnostics } = await problems({ a: '' }, { skipFiles: ['(?!a)', 'ok', '['], locate: () => at });
    expect(diagnostics.map(({ code, at: where }) => [code, where])).toEqual([
      ['FB3004', at],
      ['FB3004', at],
    ]);
  });

  test('together with a .gcloudignore they are refused, as gcloud does', async () => {
    const { diagnostics, fault } = await problems({ '.gcloudignore': '' }, { skipFiles: ['x'] });
    expect([diagnostics.map(({ code }) => code), fault]).toEqual([['FB3001'], 'app']);
  });
});

describe('.gcloudignore', () => {
  test("takes the place of the default, in gitignore's syntax", async () => {
    const files = {
      '.gcloudignore': '*.log\n!keep.log\n/build/\nsecret/\n# comment\n',
      'a.pyc': '',
      'x.log': '',
      'keep.log': '',
      'sub/keep.log': '',
      'build/out': '',
      'sub/build/out': '',
      'secret/keep.log': '',
      'A.LOG': '',
    };
    expect(await kept(files)).toEqual([
      '.gcloudignore',
      'A.LOG',
      'a.pyc',
      'keep.log',
      'sub/build/out',
      'sub/keep.log',
    ]);
  });

  test('#!include: stands for the lines of the file', async () => {
    const files = {
      '.gcloudignore': '#!include:.gitignore\n!b.tmp\n',
      '.gitignore': '*.tmp\r\n*.cache\r\n',
      'a.tmp': '',
      'b.tmp': '',
      'c.cache': '',
    };
    expect(await kept(files)).toEqual(['.gcloudignore', '.gitignore', 'b.tmp']);
  });

  test.each([
    ['missing', '*.a\n#!include:nowhere', 2],
    ['elsewhere', '#!include:sub/list', 1],
  ])('an include that is %s is refused where it stands', async (_name, text, line) => {
    const { diagnostics } = await problems({ '.gcloudignore': text, 'sub/list': '' });
    expect(diagnostics.map(({ code, at }) => [code, at?.file, at?.start.line])).toEqual([
      ['FB3002', '.gcloudignore', line],
    ]);
  });

  test('an include within an include is not followed, and that is said', async () => {
    const source = literalSource({
      '.gcloudignore': '#!include:one',
      one: '#!include:two\na',
      two: 'b',
      a: '',
      b: '',
    });
    const { rules, diagnostics } = await readIgnoreRules({
      source,
      skipFiles: null,
      dockerfile: 'Dockerfile',
    });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['FB3002', 'warning']]);
    expect(['a', 'b'].map((path) => rules.leavesOut({ path, kind: 'file' }))).toEqual([true, false]);
  });

  test('a file that a deployment needs must not be on it', async () => {
    const files = { '.gcloudignore': 'conf/\n', 'conf/app.yaml': '' };
    expect((await problems(files, { required: ['conf/app.yaml'] })).diagnostics[0].code).toBe('FB3005');
    expect(await kept({ 'app.yaml': '' }, { required: ['app.yaml', 'absent.yaml'] })).toEqual(['app.yaml']);
  });
});

describe('.dockerignore', () => {
  test('comes on top of what gcloud leaves out', async () => {
    const files = {
      '.dockerignore': '*.md\n',
      '.gcloudignore': 'private\n',
      'a.md': '',
      private: '',
      'main.py': '',
    };
    expect(await kept(files)).toEqual(['.dockerignore', '.gcloudignore', 'main.py']);
  });

  test("a list of the Dockerfile's own goes before it, and a generated one behind", async () => {
    const files = { 'web.Dockerfile.dockerignore': 'a', '.dockerignore': 'b', a: '', b: '' };
    expect(await kept(files, { dockerfile: 'web.Dockerfile' })).toContain('b');
    const generated = [{ path: '.dockerignore', text: 'a' }];
    expect(await kept({ a: '', b: '' }, { generated })).toEqual(['b']);
    expect(await kept({ '.dockerignore': 'b', a: '', b: '' }, { generated })).toEqual(['.dockerignore', 'a']);
  });

  test('characters that mean nothing to docker stand for themselves', async () => {
    const files = { '.dockerignore': 'c++\na(1)|{b}\n', 'c++': '', ccc: '', 'a(1)|{b}': '', a1: '' };
    expect(await kept(files)).toEqual(['.dockerignore', 'a1', 'ccc']);
  });

  test.each(['[', 'abc\\', '!', 'a[]', '[a-]', '[-a]', 'x/[^]', '[\\', '[]-a]'])(
    '"%s" is refused where it stands',
    async (pattern) => {
      const { diagnostics } = await problems({ '.dockerignore': `ok\n${pattern}\n` });
      expect(diagnostics.map(({ code, at }) => [code, at?.start.line])).toEqual([['FB3003', 2]]);
    },
  );

  test.each(['[a-z]', '[^a]', '\\[', '[\\]]', '**/*.[ch]'])('"%s" is taken', async (pattern) => {
    expect(await kept({ '.dockerignore': pattern })).toBeDefined();
  });
});
