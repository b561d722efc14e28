import { lineSplitter } from '../core/index.ts';

/** A stream of JSON values, one on each line, as the engine reports progress. */
export async function* jsonLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator {
  const splitter = lineSplitter({ maxLength: Infinity });
  for await (const chunk of stream) yield* parsed(splitter.push(chunk));
  yield* parsed(splitter.end());
}

function* parsed(lines: readonly string[]): Generator {
  for (const line of lines) if (line.trim() !== '') yield JSON.parse(line);
}
