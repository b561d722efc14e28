import { execFileSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { normaliseTar, packTar, readTar, type ArchiveEntry } from '../../../src/archive/index.ts';

const modifiedMs = Date.UTC(2024, 1, 3, 4, 5, 6);

function file(path: string, content: string | Uint8Array, mode = 0o644): ArchiveEntry {
  const bytes = Buffer.from(content);
  return { kind: 'file', path, mode, modifiedMs, size: bytes.length, content: () => bytes };
}

async function* chunks(...parts: readonly (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await Promise.resolve();
    if (part instanceof Error) throw part;
    yield Buffer.from(part);
  }
}

async function collect(archive: AsyncIterable<Uint8Array>): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const entry of readTar(archive)) {
    if (entry.kind !== 'file') found.push({ ...entry });
    else {
      const { kind, path, mode, modifiedMs, size, uid, gid } = entry;
      const bytes = entry.content();
      const text = (bytes instanceof Uint8Array ? Buffer.from(bytes) : await buffer(bytes)).toString();
      found.push({ kind, path, mode, modifiedMs, size, uid, gid, text });
    }
  }
  return found;
}

describe('packTar', () => {
  const long = `${'deep/'.repeat(40)}${'n'.repeat(120)}.txt`;
  const entries: readonly ArchiveEntry[] = [
    file('z.txt', 'last in the alphabet, first in the archive'),
    { kind: 'directory', path: 'folder', mode: 0o700, modifiedMs },
    file('folder/run.sh', '#!/bin/sh\n', 0o755),
    file('empty', ''),
    file(long, 'long'),
    file('grüße.txt', 'utf-8'),
    { kind: 'symlink', path: 'link', target: 'folder/run.sh', modifiedMs },
    { kind: 'symlink', path: 'far', target: long, modifiedMs },
  ];

  test('keeps order, kinds, modes, times and names of any length', async () => {
    const read = await collect(packTar(entries));
    expect(read.map(({ path }) => path)).toEqual(entries.map(({ path }) => path));
    expect(read).toContainEqual({
      uid: 0,
      gid: 0,
      kind: 'file',
      path: long,
      mode: 0o644,
      modifiedMs,
      size: 4,
      text: 'long',
    });
    expect(read).toContainEqual({
      uid: 0,
      gid: 0,
      kind: 'directory',
      path: 'folder',
      mode: 0o700,
      modifiedMs,
    });
    expect(read).toContainEqual({ uid: 0, gid: 0, kind: 'symlink', path: 'far', target: long, modifiedMs });
    expect(read).toContainEqual(expect.objectContaining({ path: 'grüße.txt', text: 'utf-8' }));
  });

  test('writes what GNU tar reads, owned by root', async () => {
    const archive = await buffer(packTar(entries));
    const listing = execFileSync('tar', ['--numeric-owner', '--utc', '--full-time', '-tvf', '-'], {
      input: archive,
    })
      .toString()
      .trimEnd()
      .split('\n');
    expect(listing).toHaveLength(entries.length);
    for (const line of listing) expect(line).toMatch(/ 0\/0 .* 2024-02-03 04:05:06 /);
  });

  test('gives the same bytes for the same entries', async () => {
    expect((await buffer(packTar(entries))).equals(await buffer(packTar(entries)))).toBe(true);
  });

  test('reads no further ahead than its reader takes', async () => {
    const big = new Uint8Array(1 << 20);
    let opened = 0;
    const many = Array.from({ length: 50 }, (_, index): ArchiveEntry => {
      const content = (): Uint8Array => (opened++, big);
      return { kind: 'file', path: `f${index}`, mode: 0o644, modifiedMs, size: big.length, content };
    });
    const archive = packTar(many)[Symbol.asyncIterator]();
    await archive.next();
    expect(opened).toBeLessThan(5);
    await archive.return?.();
    expect(opened).toBeLessThan(5);
  });

  test.each([
    [
      'a content that fails',
      { size: 10, content: () => chunks('half', new Error('disk gone')) },
      /disk gone/,
    ],
    ['too few bytes', { size: 10, content: () => chunks('half') }, /[Ss]ize mismatch/],
    ['too many bytes', { size: 2, content: () => chunks('more than two') }, /[Ss]ize mismatch/],
  ])('fails for %s', async (_case, parts, message) => {
    const archive = packTar([
      { kind: 'file', path: 'f', mode: 0o644, modifiedMs, ...parts },
      file('after', 'x'),
    ]);
    await expect(buffer(archive)).rejects.toThrow(message);
  });

  test('fails where its entries do', async () => {
    const failing = (async function* (): AsyncGenerator<ArchiveEntry> {
      await Promise.resolve();
      yield file('one', '1');
      throw new Error('walk failed');
    })();
    await expect(buffer(packTar(failing))).rejects.toThrow('walk failed');
  });
});

describe('readTar', () => {
  test('goes on behind contents nobody read', async () => {
    const paths: string[] = [];
    for await (const entry of readTar(packTar([file('a', 'x'.repeat(100_000)), file('b', 'y')])))
      paths.push(entry.path);
    expect(paths).toEqual(['a', 'b']);
  });

  test('fails for an archive that is cut off, and for a stream that fails', async () => {
    const whole = await buffer(packTar([file('a', 'x'.repeat(5000)), file('b', 'y')]));
    await expect(collect(chunks(whole.subarray(0, 3000).toString('latin1')))).rejects.toThrow();
    await expect(collect(chunks(new Error('connection lost')))).rejects.toThrow('connection lost');
  });

  test('can be left early', async () => {
    for await (const entry of readTar(packTar([file('a', 'x'.repeat(100_000)), file('b', 'y')]))) {
      expect(entry.path).toBe('a');
      break;
    }
  });
});

describe('normaliseTar', () => {
  const without = './dev/';
  const directory = (path: string): ArchiveEntry => ({ kind: 'directory', path, mode: 0o755, modifiedMs });
  const before = [file('./bin', 'x'.repeat(700))];
  const after = [file('./dev/null', 'in the folder'), directory('./dev2'), file('./etc', 'y'.repeat(512))];

  async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < bytes.length; start += size) {
      await Promise.resolve();
      yield bytes.subarray(start, start + size);
    }
  }

  async function normalised(bytes: Buffer, size = 1000): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(normaliseTar(pieces(bytes, size), { without })));
  }

  test.each([1, 511, 512, 513, 1_000_000])(
    'drops one directory and no byte of the others, read %i at a time',
    async (size) => {
      const whole = await buffer(packTar([...before, directory('./dev'), ...after]));
      const found = await normalised(whole, size);
      expect(found.equals(await normalised(await buffer(packTar([...before, ...after]))))).toBe(true);
      expect(found.equals(await normalised(found, size))).toBe(true);
      expect(await collect([found] as never)).toEqual(await collect(packTar([...before, ...after])));
    },
  );

  test('gives the same for archives that differ in padding and device numbers, which GNU tar reads', async () => {
    const whole = await buffer(packTar(before));
    const padded = Buffer.concat([whole, Buffer.alloc(10_240)]);
    // As GNU tar 1.34 writes them, and 1.35 does not.
    padded.write('0000000\0' + '0000000\0', 329, 'latin1');
    const expected = await normalised(whole);
    expect((await normalised(padded)).equals(expected)).toBe(true);
    expect(execFileSync('tar', ['-tf', '-'], { input: expected }).toString()).toBe('./bin\n');
  });

  test('fails where the archive fails, and does not make a cut one look whole', async () => {
    const whole = await buffer(packTar(before));
    expect(await normalised(whole.subarray(0, 700))).toHaveLength(700);
    const failing = normaliseTar(chunks(new Error('disk gone')), { without });
    await expect(Array.fromAsync(failing)).rejects.toThrow('disk gone');
  });
});
