import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderSource, literalSource, type SourceTree } from '../../../src/source/index.ts';

let base = '';

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'source-'));
  mkdirSync(join(base, 'app/pkg'), { recursive: true });
  mkdirSync(join(base, 'other'));
  writeFileSync(join(base, 'other/secret.txt'), 'outside');
  for (const [path, text] of Object.entries(files)) writeFileSync(join(base, 'app', path), text);
  chmodSync(join(base, 'app/run.sh'), 0o755);
  chmodSync(join(base, 'app/main.py'), 0o644);
  utimesSync(join(base, 'app/main.py'), 1_000_000, 1_000_000.5);
  symlinkSync('main.py', join(base, 'app/link.py'));
  symlinkSync('loop', join(base, 'app/loop'));
  symlinkSync('../../other/secret.txt', join(base, 'app/pkg/out.txt'));
  symlinkSync(join(base, 'other'), join(base, 'app/outside'));
});
afterAll(() => rmSync(base, { recursive: true }));

const files = {
  'main.py': 'print("é")\n',
  'run.sh': '#!/bin/sh\n',
  'pkg/b.py': 'b',
  'pkg/a.py': 'a',
  Zoo: '',
};

const literal = (): SourceTree =>
  literalSource({
    ...files,
    'main.py': { text: files['main.py'], modifiedMs: 1_000_000_500 },
    'run.sh': { text: files['run.sh'], mode: 0o755 },
    'link.py': { target: 'main.py' },
    loop: { target: 'loop' },
    'pkg/out.txt': { target: '../../other/secret.txt' },
    outside: { target: '/other' },
  });

describe.each([
  ['a folder', () => folderSource(join(base, 'app'), 'app')],
  ['a literal', literal],
])('%s', (_name, open) => {
  test('lists in code-unit order, links as themselves', () => {
    expect(
      open()
        .entries('')
        .map(({ path, kind }) => `${path} ${kind}`),
    ).toEqual([
      'Zoo file',
      'link.py symlink',
      'loop symlink',
      'main.py file',
      'outside symlink',
      'pkg directory',
      'run.sh file',
    ]);
    expect(
      open()
        .entries('pkg/')
        .map(({ path }) => path),
    ).toEqual(['pkg/a.py', 'pkg/b.py', 'pkg/out.txt']);
  });
  test('says what a file is', () => {
    expect(open().entry('./main.py')).toEqual({
      path: 'main.py',
      kind: 'file',
      mode: 0o644,
      size: 12,
      modifiedMs: 1_000_000_500,
      target: null,
    });
    expect(open().entry('run.sh')?.mode).toBe(0o755);
    expect(open().entry('link.py')).toMatchObject({ kind: 'symlink', size: 0, target: 'main.py' });
    expect(open().entry('')?.kind).toBe('directory');
  });
  test('follows links within and none that lead out', () => {
    expect(open().readText('link.py')).toBe(files['main.py']);
    expect(open().readText('pkg/out.txt')).toBeNull();
    expect(open().readText('loop')).toBeNull();
    expect(open().entries('outside')).toEqual([]);
    expect(open().entry('outside/secret.txt')).toBeNull();
  });
  test.each(['missing', 'main.py/x', '../other/secret.txt', '/etc/passwd', 'pkg', 'a\0b', '..'])(
    'has no file %j',
    async (path) => {
      expect(open().readText(path)).toBeNull();
      expect(open().entries(path === 'pkg' ? 'missing' : path)).toEqual([]);
      await expect((async () => await bytes(open(), path))()).rejects.toMatchObject({
        diagnostics: [{ code: 'FB1203' }],
      });
    },
  );
  test('streams bytes', async () => {
    expect((await bytes(open(), 'main.py')).toString()).toBe(files['main.py']);
  });
});

test('a folder that is not there, and one that is a file', () => {
  const code = { diagnostics: [expect.objectContaining({ code: 'FB1201' })] };
  expect(() => folderSource(join(base, 'missing'))).toThrow(expect.objectContaining(code));
  expect(() => folderSource(join(base, 'app/main.py'))).toThrow(expect.objectContaining(code));
});

test('a name that is not UTF-8 is a diagnostic', () => {
  mkdirSync(join(base, 'latin1'));
  writeFileSync(Buffer.concat([Buffer.from(join(base, 'latin1/caf')), Buffer.from([0xe9])]), '');
  expect(() => folderSource(join(base, 'latin1')).entries('')).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'FB1202' })] }),
  );
});

test.skipIf(process.platform === 'win32')('what this user may not read is a diagnostic', () => {
  const folder = join(base, 'app');
  chmodSync(base, 0o755);
  writeFileSync(join(folder, 'private'), 'x', { mode: 0o600 });
  mkdirSync(join(folder, 'locked'), { mode: 0o700 });
  if (process.getuid?.() !== 0) {
    chmodSync(join(folder, 'private'), 0);
    chmodSync(join(folder, 'locked'), 0);
  }
  const unreadable = expect.objectContaining({
    diagnostics: [expect.objectContaining({ code: 'FB1202' })],
  }) as Error;
  asNobody(() => {
    expect(() => folderSource(folder).readText('private')).toThrow(unreadable);
    expect(() => folderSource(folder).entries('locked')).toThrow(unreadable);
    expect(folderSource(folder).readText('main.py')).toBe(files['main.py']);
  });
  chmodSync(join(folder, 'locked'), 0o700);
});

/** The superuser may read everything, so it steps down for as long as `check` takes. */
function asNobody(check: () => void): void {
  const isSuperuser = process.getuid?.() === 0;
  if (isSuperuser) process.seteuid?.(65534);
  try {
    check();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
  }
}

async function bytes(source: SourceTree, path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.read(path)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
