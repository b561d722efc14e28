import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What V8 made of a script while one command ran, kept for the next time. */
export interface CodeCache {
  /** Null where nothing is kept, or nothing that is as this user wrote it. */
  read(): Buffer | null;
  write(code: Buffer): void;
}

interface CodeCacheRequest {
  readonly folder: string;
  /** Of the script: V8 itself compares no more than its length. */
  readonly digest: string;
  /** The command: each runs its own part of the script. */
  readonly command: string;
}

/** Opens the kept code of one command. V8 refuses code of another version or other settings of itself. */
export function openCodeCache({ folder, digest, command }: CodeCacheRequest): CodeCache {
  const own = join(folder, `${digest}-${process.version}-${process.arch}`);
  const file = join(own, `${command}.code`);
  return {
    read: () => wholeCode(readOwn(file)),
    write(code) {
      try {
        const isNew = mkdirSync(own, { recursive: true, mode: 0o700 }) !== undefined;
        if (isNew) forgetOldest(folder);
        const whole = `${file}.${process.pid}`;
        writeFileSync(whole, Buffer.concat([code, sumOf(code)]), { mode: 0o600 });
        renameSync(whole, file);
      } catch {
        // A home that cannot be written: the command did its work, and the next one starts as slowly as this one.
      }
    },
  };
}

/** What is read here is run: a file of another user's is left alone. */
function readOwn(file: string): Buffer | null {
  try {
    const fd = openSync(file, 'r');
    try {
      return fstatSync(fd).uid === process.getuid?.() ? readFileSync(fd) : null;
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

const sumBytes = 4;

/** The code in front of its sum. V8 does not look whether code is damaged, and crashes: a disk that went off is enough. */
function wholeCode(kept: Buffer | null): Buffer | null {
  if (kept === null || kept.length < sumBytes) return null;
  const code = kept.subarray(0, -sumBytes);
  return sumOf(code).equals(kept.subarray(-sumBytes)) ? code : null;
}

/** The one that Node keeps with its own compile cache. */
function sumOf(code: Buffer): Buffer {
  const sum = Buffer.alloc(sumBytes);
  sum.writeUInt32LE(crc32(code));
  return sum;
}

/** Scripts and versions of Node that are in use at the same time. */
const keptFolders = 4;

function forgetOldest(folder: string): void {
  const newestFirst = readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => ({ path, writtenMs: statSync(path).mtimeMs }))
    .sort((a, b) => b.writtenMs - a.writtenMs);
  for (const { path } of newestFirst.slice(keptFolders)) rmSync(path, { recursive: true, force: true });
}
