import { lineSplitter, type OutputLine } from '../core/index.ts';

interface Piece {
  readonly stream: OutputLine['stream'];
  readonly bytes: Uint8Array;
}

/**
 * The lines of an attached container. A container's two streams come in one, in frames: one byte that names the stream
 * (1 stdout, 2 stderr), three zeros, the length in four bytes, the bytes.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export async function* outputLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<OutputLine> {
  const splitters = { stdout: lineSplitter(), stderr: lineSplitter() };
  for await (const { stream: name, bytes } of demultiplex(stream)) {
    for (const text of splitters[name].push(bytes)) yield { stream: name, text };
  }
  for (const name of ['stdout', 'stderr'] as const) {
    for (const text of splitters[name].end()) yield { stream: name, text };
  }
}

/** Payload goes on as it comes: a frame is never collected whole. */
async function* demultiplex(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let header = Buffer.alloc(0);
  let current: OutputLine['stream'] = 'stdout';
  let remaining = 0;
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    while (rest.length > 0) {
      if (remaining > 0) {
        const bytes = rest.subarray(0, remaining);
        remaining -= bytes.length;
        rest = rest.subarray(bytes.length);
        yield { stream: current, bytes };
        continue;
      }
      const missing = 8 - header.length;
      header = Buffer.concat([header, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (header.length < 8) break;
      current = header[0] === 2 ? 'stderr' : 'stdout';
      remaining = header.readUInt32BE(4);
      header = Buffer.alloc(0);
    }
  }
}
