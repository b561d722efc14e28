import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { signalGroup } from '../core/index.ts';

interface GroupOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Between SIGTERM and SIGKILL; 0 sends SIGKILL alone. */
  readonly graceMs: number;
  /** Gets each line of standard error. */
  readonly onLine: (line: string) => void;
}

/**
 * Standard output of a command that runs in a process group of its own, with `env` added to this process's environment.
 * A command that fails makes the reading fail, with execa's error; abort makes it fail with the signal's reason. When
 * the reading is over, for whatever reason, no process of the group is left.
 */
export async function* groupOutput(
  command: readonly [string, ...string[]],
  options: GroupOptions,
): AsyncGenerator<Uint8Array> {
  const { env, signal, graceMs, onLine } = options;
  signal.throwIfAborted();
  const { execa } = await import('execa');
  const [file, ...args] = command;
  const child = execa(file, args, { env, detached: true, stdin: 'ignore', buffer: false, reject: false });
  const ended = Promise.all([child, forEachLine(child.stderr, onLine)]).then(([result]) => result);
  const end = (): Promise<void> => endGroup({ pid: child.pid, ended, graceMs });
  const stop = (): void => void end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* child.stdout as AsyncIterable<Uint8Array>;
    const result = await ended;
    signal.throwIfAborted();
    if (result.failed) throw result instanceof Error ? result : new Error(`${file} failed`);
  } finally {
    signal.removeEventListener('abort', stop);
    await end();
  }
}

async function forEachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line);
}

interface RunningGroup {
  readonly pid: number | undefined;
  readonly ended: Promise<unknown>;
  readonly graceMs: number;
}

async function endGroup({ pid, ended, graceMs }: RunningGroup): Promise<void> {
  if (pid === undefined) return;
  if (graceMs > 0 && signalGroup(pid, 'SIGTERM')) {
    const over = new AbortController();
    await Promise.race([ended, delay(graceMs, undefined, { signal: over.signal }).catch(() => undefined)]);
    over.abort();
  }
  signalGroup(pid, 'SIGKILL');
  await ended;
}
