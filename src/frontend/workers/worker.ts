import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import {
  FlexbuildError,
  lineSplitter,
  messageOf,
  type CommandLine,
  type RequestRecord,
} from '../../core/index.ts';
import type { ForwardedRequest } from '../types.ts';
import type { Answers, FromWorker, Listening, Question, ToWorker, WorkerSettings } from './messages.ts';

/** One process that serves. */
export interface Worker<Routing> {
  /** Rejects where it cannot listen, or ends before it does. */
  listen(start: { readonly settings: WorkerSettings; readonly routing: Routing }): Promise<Listening>;
  route(routing: Routing): void;
  /** Fulfils when its open requests are answered, after `graceMs`, or when it is gone. */
  drain(options: { readonly graceMs: number }): Promise<void>;
  /** Closes its connections and ends it. */
  end(): Promise<void>;
  /** How it ended, once all that it said has been heard. */
  readonly ended: Promise<WorkerEnd>;
}

export interface WorkerEnd {
  /** `exit code 1`, `SIGKILL`. */
  readonly how: string;
  /** What it wrote last. */
  readonly lines: readonly string[];
}

/** What workers need of the main process. */
export interface MainSide {
  answerTo(question: Question): Promise<Answers[Question['about']]>;
  onRequests(records: readonly RequestRecord[]): void;
  onForwarded(requests: readonly ForwardedRequest[]): void;
}

/** One that has not closed its connections by then is killed. */
const endMs = 2_000;

/** Starts a worker's process; it serves nothing before `listen`. */
export function startWorker<Routing>([file, ...args]: CommandLine, main: MainSide): Worker<Routing> {
  const child = spawn(file, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const stderr = child.stderr as Readable;
  const lines = lastLinesOf(stderr);
  const ended = endOf(child, stderr).then((how) => ({ how, lines }));
  const listening = Promise.withResolvers<Listening>();
  const drained = Promise.withResolvers<undefined>();
  // Whoever waits for it hears of it by `ended` as well.
  listening.promise.catch(() => undefined);
  void ended.then(({ how }) => listening.reject(new Error(how)));
  child.on('message', (message) => void take(message as FromWorker));

  return {
    listen(start) {
      send({ kind: 'start', ...start });
      return listening.promise;
    },
    route: (routing) => send({ kind: 'routing', routing }),
    async drain({ graceMs }) {
      send({ kind: 'drain', graceMs });
      const grace = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => grace.resolve(undefined), graceMs);
      await Promise.race([drained.promise, ended, grace.promise]);
      clearTimeout(timer);
    },
    async end() {
      send({ kind: 'end' });
      const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
      await ended;
      clearTimeout(timer);
    },
    ended,
  };

  function send(message: ToWorker<Routing>): void {
    // One that is gone is started again, with all that it has to know.
    if (child.connected) child.send(message, () => undefined);
  }

  async function take(message: FromWorker): Promise<void> {
    switch (message.kind) {
      case 'listening':
        listening.resolve(message);
        return;
      case 'failed':
        lines.push(...message.diagnostics.map((diagnostic) => diagnostic.message));
        listening.reject(new FlexbuildError(message.diagnostics));
        return;
      case 'requests':
        main.onRequests(JSON.parse(message.json) as RequestRecord[]);
        return;
      case 'forwarded':
        main.onForwarded(message.requests);
        return;
      case 'question':
        // A page that explains nothing, or the standard certificate, is better than none.
        send({
          kind: 'answer',
          id: message.id,
          value: await main.answerTo(message.question).catch(() => null),
        });
        return;
      case 'drained':
        drained.resolve(undefined);
        return;
      case 'ended':
        child.disconnect();
        return;
      default:
        message satisfies never;
    }
  }
}

/** As many as tell what went wrong: a stack trace. */
const keptLines = 20;

function lastLinesOf(stderr: Readable): string[] {
  const lines: string[] = [];
  const splitter = lineSplitter();
  const keep = (some: readonly string[]): void => {
    lines.push(...some);
    lines.splice(0, Math.max(0, lines.length - keptLines));
  };
  stderr.on('data', (chunk: Buffer) => keep(splitter.push(chunk)));
  stderr.on('end', () => keep(splitter.end()));
  return lines;
}

/** Never rejects: a program that cannot be started has ended as well. */
async function endOf(child: ChildProcess, stderr: Readable): Promise<string> {
  const exit = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  // Node's own `close` never comes where it is this side that disconnects.
  const heard = [once(child, 'disconnect'), once(stderr, 'close')];
  try {
    const [[code, signal]] = await Promise.all([exit, ...heard]);
    return signal ?? `exit code ${code ?? 'unknown'}`;
  } catch (cause) {
    return messageOf(cause);
  } finally {
    child.on('error', () => undefined);
  }
}
