import {
  createReadStream,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  type Stats,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { byCodeUnits, codeOf, failure } from '../core/index.ts';
import { normalized } from './paths.ts';
import type { SourceEntry, SourceTree } from './types.ts';

/**
 * The files of a folder on disk; each call reads what is there then. Links are never followed out of the
 * folder: what they point to there would not be in the image either.
 * Throws FB1201 where `folder` is no folder, and FB1202 from its methods where something cannot be read.
 * `name` is how messages call it; by default `folder` as it was given.
 */
export function folderSource(folder: string, name: string = folder): SourceTree {
  const root = rootOf(folder, name);

  /** The real place of `path` in the folder, links followed; null where there is nothing, or a link leads out. */
  const follow = (path: string): string | null => {
    const within = normalized(path);
    if (within === null) return null;
    const real = present(name, path, () => realpathSync.native(join(root, within)));
    return real !== null && isWithin(root, real) ? real : null;
  };

  /** Like `follow`, but a link at the end of `path` is itself. */
  const place = (path: string): string | null => {
    const within = normalized(path);
    if (within === null || within === '') return within === null ? null : root;
    const slash = within.lastIndexOf('/');
    const parent = slash === -1 ? root : follow(within.slice(0, slash));
    return parent === null ? null : join(parent, within.slice(slash + 1));
  };

  const file = (path: string): string | null => {
    const real = follow(path);
    return real !== null && present(name, path, () => statSync(real))?.isFile() === true ? real : null;
  };

  return {
    name,
    entry(path) {
      const at = place(path);
      return at === null ? null : entryAt({ name, at, path: normalized(path) ?? '' });
    },
    entries(folderPath) {
      const within = normalized(folderPath);
      const real = follow(folderPath);
      if (
        within === null ||
        real === null ||
        present(name, folderPath, () => statSync(real))?.isDirectory() !== true
      )
        return [];
      return namesIn({ name, folderPath, real }).flatMap((child) => {
        const path = within === '' ? child : `${within}/${child}`;
        return entryAt({ name, at: join(real, child), path }) ?? [];
      });
    },
    readText(path) {
      const real = file(path);
      return real === null ? null : present(name, path, () => readFileSync(real, 'utf8'));
    },
    readBytes(path) {
      const real = file(path);
      return real === null ? null : present(name, path, () => readFileSync(real));
    },
    read(path) {
      const real = file(path);
      if (real === null)
        throw failure({ code: 'FB1203', message: `${name} has no file ${path}`, hint: null });
      return bytesOf(name, path, real);
    },
  };
}

function rootOf(folder: string, name: string): string {
  const real = present(name, '', () => realpathSync.native(resolve(folder)));
  if (real !== null && present(name, '', () => statSync(real))?.isDirectory() === true) return real;
  throw failure({
    code: 'FB1201',
    message: real === null ? `there is no folder ${name}` : `${name} is not a folder`,
    hint: 'Name the folder that holds the app.',
  });
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function namesIn({
  name,
  folderPath,
  real,
}: {
  name: string;
  folderPath: string;
  real: string;
}): readonly string[] {
  const names = present(name, folderPath, () => readdirSync(real)) ?? [];
  const unreadable = names.find((child) => child.includes('\uFFFD'));
  if (unreadable !== undefined) throw unreadableName(name, join(folderPath, unreadable));
  return names.sort(byCodeUnits);
}

/** Null where there is nothing, or something that no archive holds: a socket, a device. */
function entryAt({ name, at, path }: { name: string; at: string; path: string }): SourceEntry | null {
  const stats = present(name, path, () => lstatSync(at));
  const kind = stats && kindOf(stats);
  if (!stats || !kind) return null;
  return {
    path,
    kind,
    mode: stats.mode & 0o777,
    size: kind === 'file' ? stats.size : 0,
    modifiedMs: Math.trunc(stats.mtimeMs),
    target: kind === 'symlink' ? present(name, path, () => readlinkSync(at)) : null,
  };
}

function kindOf(stats: Stats): SourceEntry['kind'] | null {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : null;
}

/** Up to this size a file is read at once: a stream costs three times as much. */
const wholeBytes = 1024 * 1024;

async function* bytesOf(name: string, path: string, real: string): AsyncGenerator<Uint8Array> {
  try {
    if (statSync(real).size <= wholeBytes) yield await readFile(real);
    else for await (const chunk of createReadStream(real)) yield chunk as Uint8Array;
  } catch (cause) {
    throw unreadable(name, path, cause);
  }
}

/** What `look` finds; null where there is nothing. Anything else that goes wrong is FB1202. */
function present<T>(name: string, path: string, look: () => T): T | null {
  try {
    return look();
  } catch (cause) {
    if (absent.has(codeOf(cause) ?? '')) return null;
    throw unreadable(name, path, cause);
  }
}

/** What the system says where a path leads nowhere; ELOOP is a link to itself. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

function unreadable(name: string, path: string, cause: unknown): Error {
  return failure(
    {
      code: 'FB1202',
      message: `${path === '' ? name : join(name, path)} cannot be read: ${codeOf(cause) ?? String(cause)}`,
      hint: 'Make it readable for this user, or name it in .dockerignore if the app does not need it.',
    },
    { cause },
  );
}

function unreadableName(name: string, path: string): Error {
  return failure({
    code: 'FB1202',
    message: `the name of ${JSON.stringify(join(name, path))} is not UTF-8`,
    hint: 'Rename it.',
  });
}
