/** Takes a chunked body apart (RFC 9112 §7.1). */
export interface ChunkedDecoder {
  /**
   * Decodes `bytes`. A number is the place behind the body's end; `more` asks for more bytes; `malformed` says that it
   * is not a chunked body. Extensions and trailers are dropped, as nginx drops them.
   */
  decode(bytes: Buffer): number | 'more' | 'malformed';
}

/** Longer lines of sizes, extensions and trailers, and more trailers in all, are taken for an attack on memory. */
const lineBytes = 4 * 1024;
const trailerBytes = 64 * 1024;

/** A decoder for one body; its content goes to `onData`, piece by piece as it comes. */
export function createChunkedDecoder(onData: (chunk: Buffer) => void): ChunkedDecoder {
  let state: 'size' | 'data' | 'data-end' | 'trailers' = 'size';
  let line = '';
  let remaining = 0;
  let trailersSeen = 0;

  return {
    decode(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (state === 'data') {
          const chunk = bytes.subarray(at, at + remaining);
          at += chunk.length;
          remaining -= chunk.length;
          if (remaining === 0) state = 'data-end';
          onData(chunk);
          continue;
        }
        const lineEnd = bytes.indexOf(0x0a, at);
        line += bytes.toString('latin1', at, lineEnd === -1 ? bytes.length : lineEnd);
        if (line.length > lineBytes) return 'malformed';
        if (lineEnd === -1) return 'more';
        at = lineEnd + 1;
        const next = afterLine(line.endsWith('\r') ? line.slice(0, -1) : line);
        line = '';
        if (next === 'end') return at;
        if (next === 'malformed') return 'malformed';
        state = next;
      }
      return 'more';
    },
  };

  function afterLine(text: string): typeof state | 'end' | 'malformed' {
    switch (state) {
      case 'size': {
        const digits = sizeLine.exec(text)?.[1];
        if (digits === undefined) return 'malformed';
        remaining = parseInt(digits, 16);
        return remaining === 0 ? 'trailers' : 'data';
      }
      case 'data-end':
        return text === '' ? 'size' : 'malformed';
      case 'trailers':
        trailersSeen += text.length;
        if (trailersSeen > trailerBytes) return 'malformed';
        return text === '' ? 'end' : 'trailers';
      case 'data':
        return 'malformed';
      default:
        return state satisfies never;
    }
  }
}

/** Twelve hex digits are more than any file has; extensions after a semicolon are allowed and mean nothing here. */
const sizeLine = /^([0-9A-Fa-f]{1,12})[\t ]*(?:;.*)?$/;
