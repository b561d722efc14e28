import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { PassThrough, type Readable } from 'node:stream';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf, failure, lineSplitter, signalGroup, type Exit, type OutputLine } from '../../core/index.ts';

/** A program and all that it starts, in a process group of their own. Nothing of the group outlives the program. */
export interface ProcessGroup {
  /** Of the program, and of its group. */
  readonly pid: number;
  output(): AsyncIterable<OutputLine>;
  readonly exited: Promise<Exit>;
  /** SIGTERM to the program, as a container's first process gets it; SIGKILL to the whole group after `graceMs`. */
  stop(options: { readonly graceMs: number }): Promise<Exit & { readonly killed: boolean }>;
  kill(): Promise<void>;
}

/** Starts `argv`; throws FB5321 where there is no such program. */
export async function startGroup({
  argv: [file, ...args],
  folder,
  env,
}: {
  readonly argv: readonly [string, ...string[]];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}): Promise<ProcessGroup> {
  const child = spawn(file, args, {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      // As with a container, whose other processes end with its first.
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      resolve({
        code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]),
        outOfMemory: false,
      });
    });
  });
  const output = mergedLines(child.stdout, child.stderr);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => reject(cannotStart(file, cause)));
  });
  const pid = child.pid ?? 0;
  const kill = async (): Promise<void> => {
    signalGroup(pid, 'SIGKILL');
    await exited;
  };
  return {
    pid,
    output: () => output,
    exited,
    kill,
    async stop({ graceMs }) {
      child.kill('SIGTERM');
      const over = new AbortController();
      const grace = wait(graceMs, null, { signal: over.signal }).catch(() => null);
      const exit = await Promise.race([exited, grace]);
      over.abort();
      if (exit !== null) return { ...exit, killed: false };
      await kill();
      return { ...(await exited), killed: true };
    },
  };
}

function cannotStart(file: string, cause: Error): Error {
  const missing = codeOf(cause) === 'ENOENT';
  return failure(
    {
      code: 'FB5321',
      message: missing
        ? `there is no program "${file}" on this machine`
        : `"${file}" cannot be started: ${cause.message}`,
      hint: 'Check the entrypoint, and PATH.',
    },
    { cause },
  );
}

/** What waits to be read, at most; then the program waits as well. */
const maxWaitingLines = 1000;

/** The lines of both streams, as they come; ends when both have. */
function mergedLines(stdout: Readable, stderr: Readable): AsyncIterable<OutputLine> {
  const lines = new PassThrough({ objectMode: true, highWaterMark: maxWaitingLines });
  const add = async (stream: OutputLine['stream'], source: Readable): Promise<void> => {
    const splitter = lineSplitter();
    const put = async (texts: readonly string[]): Promise<void> => {
      for (const text of texts) if (!lines.write({ stream, text })) await once(lines, 'drain');
    };
    for await (const chunk of source) await put(splitter.push(chunk as Uint8Array));
    await put(splitter.end());
  };
  void Promise.allSettled([add('stdout', stdout), add('stderr', stderr)]).then(() => lines.end());
  return lines;
}
