import { once } from 'node:events';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { ArchiveEntry } from '../archive/index.ts';
import { messageOf } from '../core/index.ts';
import { bytesField, fieldsOf, numberField } from './protobuf.ts';

/** The files of a build as BuildKit asks for them: the Dockerfile apart from what `COPY` sees. */
export interface BuildFiles {
  readonly entries: readonly ArchiveEntry[];
  readonly dockerfile: { readonly path: string; readonly text: string };
  /** Path to the hex digest of what is there: a file that has the same as at the last build is not sent again. */
  readonly digests: Readonly<Record<string, string>>;
  /** Whose files these are: the engine keeps them for the next build of the same. Null: it keeps nothing to go by. */
  readonly identity: string | null;
}

type Stream = ServerDuplexStream<Uint8Array, Uint8Array>;
type FileEntry = Extract<ArchiveEntry, { kind: 'file' }>;

/** fsutil's packets (tonistiigi/fsutil, types/wire.proto). */
const packet = { stat: 0, request: 1, data: 2, end: 3, error: 4 };
const fields = { type: 1, stat: 2, id: 3, data: 4 };
const chunkBytes = 32 * 1024;

/**
 * The handler of `/moby.filesync.v1.FileSync/DiffCopy`: tells what there is, answers with the contents that are asked
 * for, and ends when the engine has all. The folder is named `context` or `dockerfile` by the call.
 */
export function fileSync(files: BuildFiles): (stream: Stream) => void {
  return (stream) => {
    const entries = requested(stream, files);
    const send = sender(stream);
    const giveUp = async (cause: unknown): Promise<void> => {
      if (stream.destroyed || stream.cancelled) return;
      await send({ type: packet.error, data: Buffer.from(messageOf(cause)) });
      stream.end();
    };
    /** One after the other: the connection is the narrow place, not the disk. */
    const turns = (): ((work: () => Promise<void>) => void) => {
      let last = Promise.resolve();
      return (work) => {
        last = last
          .then(work)
          .catch(giveUp)
          .catch(() => undefined);
      };
    };
    const [tell, answer] = [turns(), turns()];
    tell(async () => await sendList({ entries, digests: files.digests, send }));
    stream.on('error', () => undefined);
    stream.on('data', (message: Uint8Array) => {
      const { type, id } = packetOf(message);
      if (type === packet.request) answer(async () => await sendContent({ id, entry: entries[id], send }));
      else if (type === packet.end)
        answer(async () => await send({ type: packet.end }).then(() => void stream.end()));
      else if (type === packet.error) stream.end();
    });
  };
}

/**
 * BuildKit asks for .dockerignore alone before it asks for all. It gets none: what is left out is not among the entries,
 * and its patterns would come back as headers, which take ASCII only.
 */
function requested(stream: Stream, { entries, dockerfile }: BuildFiles): readonly ArchiveEntry[] {
  const [folder] = stream.metadata.get('dir-name');
  if (folder === 'dockerfile') return inWalkingOrder([dockerfileEntry(dockerfile)]);
  const paths = stream.metadata.get('followpaths');
  return paths.length === 1 && paths[0] === '.dockerignore' ? [] : inWalkingOrder(entries);
}

function dockerfileEntry({ path, text }: BuildFiles['dockerfile']): ArchiveEntry {
  const content = new TextEncoder().encode(text);
  // Sent every time, since its text may be another than that on disk: the time is always new.
  return {
    kind: 'file',
    path,
    mode: 0o644,
    modifiedMs: Date.now(),
    size: content.length,
    content: () => content,
  };
}

/** Folder by folder, each before what is in it; the engine refuses another order, and files whose folder is not named. */
function inWalkingOrder(entries: readonly ArchiveEntry[]): readonly ArchiveEntry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path } of entries) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash);
      if (!byPath.has(folder))
        byPath.set(folder, { kind: 'directory', path: folder, mode: 0o755, modifiedMs: 0 });
    }
  }
  const keyed = [...byPath.values()].map((entry) => ({
    entry,
    key: Buffer.from(entry.path.replaceAll('/', '\0')),
  }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ entry }) => entry);
}

interface Packet {
  readonly type: number;
  readonly stat?: Uint8Array;
  readonly id?: number;
  readonly data?: Uint8Array;
}

type Send = (packet: Packet) => Promise<void>;

/** Resolves when the connection takes more, and rejects when it ends before it does. */
function sender(stream: Stream): Send {
  const over = new AbortController();
  for (const event of ['close', 'cancelled', 'error']) stream.once(event, () => over.abort());
  return async ({ type, stat, id, data }) => {
    over.signal.throwIfAborted();
    const message = Buffer.concat([
      numberField(fields.type, type),
      ...(stat ? [bytesField(fields.stat, stat)] : []),
      ...(id === undefined ? [] : [numberField(fields.id, id)]),
      ...(data ? [bytesField(fields.data, data)] : []),
    ]);
    if (!stream.write(message)) await once(stream, 'drain', { signal: over.signal });
  };
}

async function sendList({
  entries,
  digests,
  send,
}: {
  readonly entries: readonly ArchiveEntry[];
  readonly digests: BuildFiles['digests'];
  readonly send: Send;
}): Promise<void> {
  for (const entry of entries) {
    await send({ type: packet.stat, stat: statOf(entry, digests[entry.path] ?? '') });
  }
  await send({ type: packet.stat });
}

/** Chunks, and then one without data. */
async function sendContent({
  id,
  entry,
  send,
}: {
  readonly id: number;
  readonly entry: ArchiveEntry | undefined;
  readonly send: Send;
}): Promise<void> {
  if (entry?.kind === 'file')
    for await (const data of chunksOf(entry)) await send({ type: packet.data, id, data });
  await send({ type: packet.data, id });
}

async function* chunksOf(entry: FileEntry): AsyncGenerator<Uint8Array> {
  const content = entry.content();
  const parts = content instanceof Uint8Array ? [content] : content;
  for await (const part of parts) {
    for (let start = 0; start < part.length; start += chunkBytes)
      yield part.subarray(start, start + chunkBytes);
  }
}

/** Go's os.FileMode keeps the kind in its highest bits. */
const kindBits = { file: 0, directory: 2 ** 31, symlink: 2 ** 27 };

/** Owners are root, and left out: that is what no number means. */
function statOf(entry: ArchiveEntry, digest: string): Buffer {
  const mode = kindBits[entry.kind] + (entry.kind === 'symlink' ? 0o777 : entry.mode);
  return Buffer.concat([
    bytesField(1, Buffer.from(entry.path)),
    numberField(2, mode),
    ...(entry.kind === 'file' ? [numberField(5, entry.size)] : []),
    // File systems tell times in fractions of milliseconds.
    numberField(6, BigInt(Math.trunc(entry.modifiedMs)) * nanosPerMs + fractionOf(digest)),
    ...(entry.kind === 'symlink' ? [bytesField(7, Buffer.from(entry.target))] : []),
  ]);
}

const nanosPerMs = 1_000_000n;

/**
 * BuildKit takes a file for unchanged where size and time are the same. Below the millisecond the time is the content's
 * own, so that neither a clock that is set nor times that are all equal hide a change.
 */
function fractionOf(digest: string): bigint {
  return BigInt(`0x0${digest.slice(0, 12)}`) % nanosPerMs;
}

function packetOf(message: Uint8Array): { readonly type: number; readonly id: number } {
  const found = new Map(fieldsOf(message));
  return { type: Number(found.get(fields.type) ?? 0), id: Number(found.get(fields.id) ?? 0) };
}
