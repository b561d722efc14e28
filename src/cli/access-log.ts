import { open } from 'node:fs/promises';
import { accessLogEntry, failure, type FlexbuildError, type Job, type Notice } from '../index.ts';
import type { Call } from './command.ts';

/** Where requests are written to, one line of JSON each. */
export interface AccessLog extends AsyncDisposable {
  /** Passes every notice on to `job`, and writes those of requests. */
  readonly job: Job;
}

/** What `--access-log` asks for: a file that grows, or `-` for stdout. Throws FB5032 where the file cannot be opened. */
export async function openAccessLog(
  { options, job, print }: Pick<Call, 'options' | 'job' | 'print'>,
  project: string,
): Promise<AccessLog> {
  const { accessLog: path } = options;
  if (path === null) return { job, [Symbol.asyncDispose]: () => Promise.resolve() };
  const { write, close } =
    path === '-'
      ? { write: (line: string) => print.raw(line), close: () => Promise.resolve() }
      : await toFile(path, job);
  return {
    job: {
      signal: job.signal,
      notify(notice) {
        if (notice.kind === 'request') write(lineOf(notice, project));
        job.notify(notice);
      },
    },
    [Symbol.asyncDispose]: close,
  };
}

function lineOf({ record, service, version }: Extract<Notice, { kind: 'request' }>, project: string): string {
  return `${JSON.stringify(accessLogEntry({ record, project, service, version }))}\n`;
}

async function toFile(path: string, job: Job) {
  try {
    const stream = (await open(path, 'a')).createWriteStream();
    // A disk that fills up meanwhile ends the log, and not the app.
    stream.on('error', (cause) => {
      const [diagnostic] = unwritable(path, cause).diagnostics;
      job.notify({ kind: 'diagnostic', diagnostic: { ...diagnostic, severity: 'warning' } });
    });
    return {
      write: (line: string) => void stream.write(line),
      close: () => new Promise<void>((resolve) => stream.end(() => resolve())),
    };
  } catch (cause) {
    throw unwritable(path, cause as Error);
  }
}

function unwritable(path: string, cause: Error): FlexbuildError {
  return failure(
    {
      code: 'FB5032',
      message: `the access log "${path}" cannot be written: ${cause.message}`,
      hint: 'Name a file in a folder that exists, or - for stdout.',
    },
    { cause },
  );
}
