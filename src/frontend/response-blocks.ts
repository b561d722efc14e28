import type { ClientResponse } from './client.ts';

/** Collects an answer's body on its way to the client. */
export interface ResponseBlocks {
  /** Copies `chunk`. False asks to wait for the response's 'drain'. */
  take(chunk: Buffer): boolean;
  /** The body is whole. */
  end(): void;
  /** It never will be: the client gets what there is, and learns that more is missing. */
  cutOff(): void;
}

const nothing = Buffer.alloc(0);

/**
 * Passes a body on in blocks of `blockBytes`, as nginx's `proxy_buffering` does; the head goes with the first one. With 0 it
 * passes on every piece as it comes, and the head at once.
 */
export function responseBlocks(response: ClientResponse, blockBytes: number): ResponseBlocks {
  let block: Buffer = nothing;
  let used = 0;
  // Corked until the end of this turn, so that a body which came with the head leaves with it.
  if (blockBytes === 0) response.write(nothing);

  return {
    take(chunk) {
      if (used === 0 && chunk.length >= blockBytes) return response.write(Buffer.from(chunk));
      const needed = used + chunk.length;
      if (needed > block.length) block = grown(needed);
      chunk.copy(block, used);
      used = needed;
      return used < blockBytes || flush();
    },
    end() {
      // Head and body in one: node has to be told of the end with the last piece for that.
      if (used > 0) response.end(taken());
      else response.end();
    },
    cutOff() {
      if (used > 0) flush();
      // What is written in this turn leaves at its end.
      setImmediate(() => response.destroy());
    },
  };

  /** Exactly as large at first, since most bodies come in one piece; doubled from then on. */
  function grown(needed: number): Buffer {
    const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(block.length * 2, blockBytes)));
    block.copy(larger, 0, 0, used);
    return larger;
  }

  function flush(): boolean {
    return response.write(taken());
  }

  function taken(): Buffer {
    const full = used === block.length ? block : block.subarray(0, used);
    block = nothing;
    used = 0;
    return full;
  }
}
