import type { Diagnostic, FlexbuildError, Notice } from '../../index.ts';
import { formatDiagnostic } from './diagnostic.ts';
import { formatGithub } from './github.ts';
import { formatNotice } from './notice.ts';
import { createRequestGroups, type Clock, type Shown } from './request-groups.ts';
import { formatHeading, formatNested } from './request-lines.ts';

/** The one place that writes to the terminal: data to stdout, all else to stderr. */
export interface Printer {
  notice(notice: Notice): void;
  error(error: FlexbuildError): void;
  /** A command's result, in the form that `--format` asks for. */
  result(data: Readonly<Record<string, unknown>>, text: (sink: Pick<Sink, 'colour'>) => string): void;
  /** Text that is data by itself, whatever the format. */
  raw(text: string): void;
  /** Writes what is held back; before the process ends. */
  flush(): void;
}

/** Of the JSON that `--format json` prints; it rises when a reader has to change. */
export const outputVersion = 1;

interface PrinterOptions {
  readonly format: 'text' | 'json' | 'github';
  readonly verbose: boolean;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Somebody watches: what an app writes about a request stands below the request. Left out: line by line, as it comes. */
  readonly watched?: Clock;
}

/** Where text goes, and whether it is shown in colours there. */
interface Sink {
  readonly colour: boolean;
  write(text: string): unknown;
}

/** A printer for people, or for programs: one JSON object a line, or GitHub's workflow commands for diagnostics. */
export function createPrinter({ format, verbose, stdout, stderr, watched }: PrinterOptions): Printer {
  const json = (data: Readonly<Record<string, unknown>>) => {
    stdout.write(`${JSON.stringify({ version: outputVersion, ...data })}\n`);
  };
  if (format === 'json') {
    return {
      notice: json,
      error: (error) => error.diagnostics.forEach((diagnostic) => json({ kind: 'diagnostic', diagnostic })),
      result: json,
      raw: (text) => stdout.write(text),
      flush: () => undefined,
    };
  }
  const diagnose = (diagnostics: readonly Diagnostic[]): void => {
    const { colour } = stderr;
    if (format === 'github') stdout.write(diagnostics.map((one) => `${formatGithub(one)}\n`).join(''));
    else stderr.write(`${diagnostics.map((one) => formatDiagnostic(one, { colour })).join('\n\n')}\n`);
  };
  const write = (notice: Notice) => {
    if (notice.kind === 'diagnostic') {
      diagnose([notice.diagnostic]);
      return;
    }
    // What the app itself says is data; what flexbuild says about it is not.
    const sink = notice.kind === 'app-output' ? stdout : stderr;
    const text = formatNotice(notice, { colour: sink.colour, verbose });
    if (text !== null) sink.write(`${text}\n`);
  };
  const show = (shown: Shown) => {
    switch (shown.kind) {
      case 'notice':
        write(shown.notice);
        break;
      case 'nested':
        stdout.write(`${formatNested(shown.line, stdout)}\n`);
        break;
      case 'heading':
        stderr.write(`${formatHeading(shown, stderr)}\n`);
        break;
      default:
        shown satisfies never;
    }
  };
  const groups = watched
    ? createRequestGroups({ clock: watched, show })
    : { add: write, flush: () => undefined };
  const flush = () => groups.flush();
  return {
    notice: (notice) => groups.add(notice),
    error(error) {
      flush();
      diagnose(error.diagnostics);
    },
    result(_data, text) {
      flush();
      stdout.write(ensureNewline(text(stdout)));
    },
    raw: (text) => stdout.write(text),
    flush,
  };
}

function ensureNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
