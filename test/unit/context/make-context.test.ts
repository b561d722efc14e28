import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readTar } from '../../../src/archive/index.ts';
import { makeContext, type BuildContext, type IgnoreRules } from '../../../src/context/index.ts';
import { folderSource, literalSource, type LiteralFile } from '../../../src/source/index.ts';

const everything: IgnoreRules = { leavesOut: () => false, passesOver: () => false, from: [] };

async function contextOf(
  files: Readonly<Record<string, LiteralFile>>,
  options: Partial<Parameters<typeof makeContext>[0]> = {},
): Promise<BuildContext> {
  return await makeContext({
    source: literalSource(files),
    rules: everything,
    generated: [],
    dockerfile: null,
    sourceDateEpoch: null,
    ...options,
  });
}

describe('the files', () => {
  test("generated ones replace the app's and join them, in code-unit order", async () => {
    const context = await contextOf(
      { 'b.py': 'b', 'a/z': 'z', 'a-b': '-', 'conf.py': 'own' },
      {
        generated: [
          { path: 'conf.py', text: 'generated' },
          { path: 'B', text: '' },
        ],
      },
    );
    expect(context.entries.map(({ path }) => path)).toEqual(['B', 'a', 'a-b', 'a/z', 'b.py', 'conf.py']);
    expect(await packed(context, 'conf.py')).toBe('generated');
    expect([context.files, context.bytes]).toEqual([5, 'bz-generated'.length]);
  });

  test("an app's own .dockerignore stays", async () => {
    const generated = [{ path: '.dockerignore', text: 'generated' }];
    expect(await packed(await contextOf({ '.dockerignore': 'own' }, { generated }), '.dockerignore')).toBe(
      'own',
    );
  });

  test('the prepared Dockerfile goes to the engine, and what COPY sees is the one on disk', async () => {
    const dockerfile = { path: 'Dockerfile', text: 'FROM prepared' };
    const context = await contextOf({ Dockerfile: 'FROM own', 'main.py': '' }, { dockerfile });
    expect(await packed(context, 'Dockerfile')).toBe('FROM prepared');
    const [entry] = context.entries;
    expect(entry?.kind === 'file' && Buffer.from(await bytesOf(entry.content())).toString()).toBe('FROM own');
    const other = await contextOf(
      { Dockerfile: 'FROM own', 'main.py': '' },
      { dockerfile: { path: 'Dockerfile', text: 'FROM prepared otherwise' } },
    );
    expect(other.digests).toEqual(context.digests);
  });

  test('Dockerfile and .dockerignore reach the engine whatever the rules say', async () => {
    const rules: IgnoreRules = { ...everything, leavesOut: () => true, passesOver: () => true };
    const dockerfile = { path: 'docker/Dockerfile', text: 'FROM x' };
    const files = { 'docker/Dockerfile': 'FROM x', '.dockerignore': '*', 'main.py': '' };
    const context = await contextOf(files, { rules, dockerfile });
    expect(context.entries).toEqual([]);
    expect(Object.keys(context.digests)).toEqual(['.dockerignore', 'docker/Dockerfile']);
    expect(await namesIn(context)).toEqual(['.dockerignore', 'docker/Dockerfile']);
  });
});

describe('what is kept of each file', () => {
  test('mode, time and links, from a real folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flexbuild-context-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/run'), '#!/bin/sh\n');
    chmodSync(join(folder, 'bin/run'), 0o750);
    utimesSync(join(folder, 'bin/run'), 1_600_000_000, 1_600_000_000);
    symlinkSync('bin/run', join(folder, 'start'));
    const context = await contextOf({}, { source: folderSource(folder) });
    const run = context.entries.find(({ path }) => path === 'bin/run');
    expect(run).toMatchObject({ kind: 'file', mode: 0o750, modifiedMs: 1_600_000_000_000 });
    expect(context.entries.find(({ path }) => path === 'start')).toMatchObject({
      kind: 'symlink',
      target: 'bin/run',
    });
    expect(await packed(context, 'bin/run')).toBe('#!/bin/sh\n');
  });

  test('SOURCE_DATE_EPOCH is the time of all, and two packings are the same bytes', async () => {
    const files = { a: { text: 'a', modifiedMs: 1 }, b: { target: 'a', modifiedMs: 5 } };
    const generated = [{ path: 'c', text: 'c' }];
    const one = await contextOf(files, { generated, sourceDateEpoch: 1_700_000_000 });
    const two = await contextOf(
      { ...files, a: { text: 'a', modifiedMs: 99_000 } },
      { generated, sourceDateEpoch: 1_700_000_000 },
    );
    expect(new Set(one.entries.map(({ modifiedMs }) => modifiedMs))).toEqual(new Set([1_700_000_000_000]));
    expect(await bytesOf(one.pack())).toEqual(await bytesOf(two.pack()));
  });

  test('a generated file is as old as the newest of the app, and never from before 1980', async () => {
    const generated = [{ path: 'c', text: 'c' }];
    const timeOf = (context: BuildContext): number | undefined =>
      context.entries.find(({ path }) => path === 'c')?.modifiedMs;
    expect(timeOf(await contextOf({ a: { text: '', modifiedMs: 1_650_000_000_000 } }, { generated }))).toBe(
      1_650_000_000_000,
    );
    expect(timeOf(await contextOf({ a: '' }, { generated }))).toBe(Date.UTC(1980, 0, 2));
  });
});

describe('digests', () => {
  test('change with content, mode and target, and not with the time', async () => {
    const before = await contextOf({ a: 'a', b: { text: 'b', mode: 0o644 }, l: { target: 'a' }, same: 's' });
    const after = await contextOf({
      a: 'A',
      b: { text: 'b', mode: 0o755 },
      l: { target: 'b' },
      same: { text: 's', modifiedMs: 77 },
    });
    const differing = Object.keys(before.digests).filter(
      (path) => before.digests[path] !== after.digests[path],
    );
    expect(differing).toEqual(['a', 'b', 'l']);
  });
});

async function bytesOf(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return content instanceof Uint8Array ? content : Buffer.concat(await Array.fromAsync(content));
}

async function packed(context: BuildContext, path: string): Promise<string | null> {
  for await (const entry of readTar(context.pack())) {
    if (entry.path === path && entry.kind === 'file')
      return Buffer.from(await bytesOf(entry.content())).toString();
  }
  return null;
}

async function namesIn(context: BuildContext): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of readTar(context.pack())) names.push(entry.path);
  return names;
}
