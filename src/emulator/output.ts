import type { Job } from '../core/index.ts';
import type { RunningInstance } from '../hosts/index.ts';

/** An app's output while it is reported. */
export interface OutputTail {
  /** The last lines, oldest first. */
  lines(): readonly string[];
  /** Fulfils once the last line has been read. */
  readonly ended: Promise<void>;
}

const kept = 200;

/** Reports every line of an instance as a notice, and keeps the last ones to tell what went wrong. */
export function reportOutput(instance: Pick<RunningInstance, 'identity' | 'output'>, job: Job): OutputTail {
  const { service, instance: name } = instance.identity;
  const lines: string[] = [];
  const read = async () => {
    for await (const line of instance.output()) {
      lines.push(line.text);
      if (lines.length > kept) lines.shift();
      job.notify({ kind: 'app-output', service, instance: name, line });
    }
  };
  // An engine that is stopped under us breaks the stream off; how the instance ended is told elsewhere.
  return { lines: () => [...lines], ended: read().catch(() => undefined) };
}
