import { StringDecoder } from 'node:string_decoder';

/** Longer lines are handed on in pieces, so that output without line ends cannot fill the memory. */
const maxLineLength = 64 * 1024;

/** Bytes in any pieces to lines: characters may be cut in two, `\n` and `\r\n` end a line. */
export interface LineSplitter {
  /** The lines that `chunk` completes. */
  push(chunk: Uint8Array): readonly string[];
  /** The last line, where it has no end. */
  end(): readonly string[];
}

/** A splitter for one stream of UTF-8; `maxLength` counts UTF-16 units. */
export function lineSplitter({
  maxLength = maxLineLength,
}: { readonly maxLength?: number } = {}): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  const take = (text: string): readonly string[] => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    const complete = lines.flatMap((line) => pieces(line.replace(/\r$/, ''), maxLength));
    if (pending.length <= maxLength) return complete;
    const parts = pieces(pending, maxLength);
    pending = parts.pop() ?? '';
    return [...complete, ...parts];
  };
  return {
    push: (chunk) => take(decoder.write(chunk)),
    end() {
      const complete = take(decoder.end());
      const last = pending;
      pending = '';
      return last === '' ? complete : [...complete, last];
    },
  };
}

function pieces(line: string, maxLength: number): string[] {
  if (line.length <= maxLength) return [line];
  const parts: string[] = [];
  for (let start = 0; start < line.length; start += maxLength)
    parts.push(line.slice(start, start + maxLength));
  return parts;
}
