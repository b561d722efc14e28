import type { OutputLine } from '../../src/core/index.ts';

/** Lines that are written on one side and read on the other, once. */
export function lineQueue(): {
  push(line: OutputLine): void;
  end(): void;
  read(): AsyncIterable<OutputLine>;
} {
  const lines: OutputLine[] = [];
  let ended = false;
  let wake = Promise.withResolvers<undefined>();
  const changed = (): void => {
    wake.resolve(undefined);
    wake = Promise.withResolvers();
  };
  return {
    push(line) {
      lines.push(line);
      changed();
    },
    end() {
      ended = true;
      changed();
    },
    async *read() {
      for (;;) {
        const line = lines.shift();
        if (line !== undefined) yield line;
        else if (ended) return;
        else await wake.promise;
      }
    },
  };
}
