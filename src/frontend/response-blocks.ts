import type { BlockStock } from './block-stock.ts';
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

/** Up to here a body gets a buffer of its own size; most bodies end before. */
const smallBytes = 8 * 1024;

interface BlocksOptions {
  readonly response: ClientResponse;
  readonly blockBytes: number;
  /** Its blocks are at least as large. */
  readonly stock: BlockStock;
}

/**
 * Passes a body on in blocks of `blockBytes`, as nginx's `proxy_buffering` does; the head goes with the first one. With 0 it
 * passes on every piece as it comes, and the head at once.
 */
export function responseBlocks({ response, blockBytes, stock }: BlocksOptions): ResponseBlocks {
  let block: Buffer = nothing;
  let used = 0;
  // Corked until the end of this turn, so that a body which came with the head leaves with it.
  if (blockBytes === 0) response.write(nothing);

  return {
    take(chunk) {
      let flows = true;
      for (let at = 0; at < chunk.length;) {
        const piece = Math.min(chunk.length - at, (blockBytes || stock.bytes) - used);
        makeRoom(used + piece);
        chunk.copy(block, used, at, at + piece);
        used += piece;
        at += piece;
        if (used >= blockBytes) flows = flush();
      }
      return flows;
    },
    end() {
      // Head and body in one: node has to be told of the end with the last piece for that.
      if (used > 0 && block.length <= smallBytes) response.end(block.subarray(0, used));
      else {
        if (used > 0) flush();
        response.end();
      }
    },
    cutOff() {
      if (used > 0) flush();
      // What is written in this turn leaves at its end.
      setImmediate(() => response.destroy());
    },
  };

  /** Exactly as large at first, since most bodies come in one piece; doubled from then on. */
  function makeRoom(needed: number): void {
    if (needed <= block.length) return;
    const larger =
      needed > smallBytes
        ? stock.take()
        : Buffer.allocUnsafe(Math.max(needed, Math.min(block.length * 2, smallBytes)));
    block.copy(larger, 0, 0, used);
    block = larger;
  }

  function flush(): boolean {
    const full = block;
    const bytes = full.subarray(0, used);
    block = nothing;
    used = 0;
    return full.length > smallBytes ? response.write(bytes, () => stock.give(full)) : response.write(bytes);
  }
}
