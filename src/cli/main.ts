import { isatty } from 'node:tty';
import { CommanderError } from 'commander';
import { failure, FlexbuildError, type Job } from '../index.ts';
import type { Call, Command } from './command.ts';
import { commandsFor } from './commands/index.ts';
import { exitCodes } from './exit-codes.ts';
import type { Options } from './options.ts';
import { createPrinter, type Printer } from './print/printer.ts';
import type { Clock } from './print/request-groups.ts';
import { createProgram } from './program.ts';
import { watchInterrupts } from './interrupts.ts';

const interrupted = 130;

/** Runs one command line, without the two words in front of it, and gives the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  [process.stdout, process.stderr].forEach(endWithReader);
  let exitCode = 0;
  let print = printerFor({ format: argv.includes('json') ? 'json' : 'text', verbose: false });
  process.once('exit', () => print.flush());
  const program = createProgram(await commandsFor(argv[0]), async (command, args, options) => {
    print = printerFor(options);
    exitCode = await call({ command, args, options, print });
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    if (cause.exitCode === 0) return 0;
    print.error(usageError(cause));
    return exitCodes.usage;
  }
  return exitCode;
}

async function call({
  command,
  args,
  options,
  print,
}: Pick<Call, 'args' | 'options' | 'print'> & { readonly command: Command }): Promise<number> {
  using interrupts = watchInterrupts();
  const job: Job = { notify: (notice) => print.notice(notice), signal: interrupts.signal };
  try {
    return await command.run({
      args,
      options,
      job,
      print,
      env: process.env,
      interactive: isatty(0) && isatty(2) && process.env['CI'] === undefined,
      onSecondInterrupt: (kill) => interrupts.onSecond(kill),
    });
  } catch (cause) {
    // `flexbuild down` stops a run of another terminal in the same way as Ctrl-C in its own.
    if (interrupts.signal.aborted || isAbort(cause)) return interrupted;
    const known = cause instanceof FlexbuildError ? cause : defect(cause);
    print.error(known);
    return exitCodes[known.fault];
  }
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}

function printerFor({ format, verbose }: Pick<Options, 'format' | 'verbose'>): Printer {
  const sinks = { stdout: sink(process.stdout), stderr: sink(process.stderr) };
  const isWatched = isatty(process.stdout.fd) && isatty(process.stderr.fd);
  return createPrinter({ format, verbose, ...sinks, ...(isWatched && { watched: clock }) });
}

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, ring) => void setTimeout(ring, ms).unref(),
};

/** https://no-color.org and https://force-color.org; else colours are for terminals. */
function sink(stream: NodeJS.WriteStream & { readonly fd: number }) {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const colour = FORCE_COLOR ? FORCE_COLOR !== '0' : !NO_COLOR && isatty(stream.fd);
  return { colour, write: (text: string) => stream.write(text) };
}

/** A reader that has seen enough, as in `flexbuild logs | head`, is no error. */
function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

/** commander's message, `error: unknown option '--prot'\n(Did you mean --port?)`, as a diagnostic. */
function usageError({ message }: CommanderError): FlexbuildError {
  const [first = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (.*)\?\)/.exec(rest.join(' '))?.[1];
  return failure({
    code: 'FB6001',
    message: first,
    hint: suggestion ? `Write ${suggestion}.` : 'Run `flexbuild --help`.',
  });
}

function defect(cause: unknown): FlexbuildError {
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return failure(
    {
      code: 'FB9001',
      message: 'flexbuild met something it does not expect',
      hint: 'Report this with the lines above and what led to it.',
      detail: stack.split('\n'),
    },
    { cause },
  );
}
