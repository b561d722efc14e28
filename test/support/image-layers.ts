import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { readTar } from '../../src/archive/index.ts';

/** A file of one layer of an image. */
export interface LayerFile {
  readonly path: string;
  readonly content: Buffer;
}

/** Every file of every layer of an image, as `docker save` gives them. */
export async function* layerFiles(image: string): AsyncGenerator<LayerFile> {
  const saved = spawn('docker', ['save', image], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const entry of readTar(saved.stdout)) {
    if (entry.kind !== 'file') continue;
    const blob = await contentOf(entry.content());
    if (isTar(blob)) yield* filesIn(blob);
    else if (blob.readUInt16BE(0) === 0x1f8b) yield* filesIn(gunzipSync(blob));
  }
}

/** What the engine tells of an image: its configuration and its history, as text. */
export async function toldOf(image: string): Promise<string> {
  const run = promisify(execFile);
  const history = await run('docker', ['history', '--no-trunc', '--format', '{{json .}}', image]);
  const inspected = await run('docker', ['inspect', image]);
  return history.stdout + inspected.stdout;
}

async function* filesIn(layer: Buffer): AsyncGenerator<LayerFile> {
  for await (const entry of readTar(Readable.from([layer]))) {
    yield {
      path: entry.path,
      content: entry.kind === 'file' ? await contentOf(entry.content()) : Buffer.alloc(0),
    };
  }
}

async function contentOf(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
  return content instanceof Uint8Array ? Buffer.from(content) : await buffer(content);
}

function isTar(blob: Buffer): boolean {
  return blob.length > 512 && blob.toString('latin1', 257, 262) === 'ustar';
}
