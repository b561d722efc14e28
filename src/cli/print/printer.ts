import type { Diagnostic, FlexbuildError, Notice } from '../../index.ts';
import { formatDiagnostic } from './diagnostic.ts';
import { formatGithub } from './github.ts';
import { formatNotice } from './notice.ts';

/** The one place that writes to the terminal: data to stdout, all else to stderr. */
export interface Printer {
  notice(notice: Notice): void;
  error(error: FlexbuildError): void;
  /** A command's result, in the form that `--format` asks for. */
  result(data: Readonly<Record<string, unknown>>, text: (sink: Pick<Sink, 'colour'>) => string): void;
  /** Text that is data by itself, whatever the format. */
  raw(text: string): void;
}

/** Of the JSON that `--format json` prints; it rises when a reader has to change. */
export const outputVersion = 1;

interface PrinterOptions {
  readonly format: 'text' | 'json' | 'github';
  readonly verbose: boolean;
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** Where text goes, and whether it is shown in colours there. */
interface Sink {
  readonly colour: boolean;
  write(text: string): unknown;
}

/** A printer for people, or for programs: one JSON object a line, or GitHub's workflow commands for diagnostics. */
export function createPrinter({ format, verbose, stdout, stderr }: PrinterOptions): Printer {
  const json = (data: Readonly<Record<string, unknown>>) => {
    stdout.write(`${JSON.stringify({ version: outputVersion, ...data })}\n`);
  };
  if (format === 'json') {
    return {
      notice: json,
      error: (error) => error.diagnostics.forEach((diagnostic) => json({ kind: 'diagnostic', diagnostic })),
      result: json,
      raw: (text) => stdout.write(text),
    };
  }
  const diagnose = (diagnostics: readonly Diagnostic[]): void => {
    const { colour } = stderr;
    if (format === 'github') stdout.write(diagnostics.map((one) => `${formatGithub(one)}\n`).join(''));
    else stderr.write(`${diagnostics.map((one) => formatDiagnostic(one, { colour })).join('\n\n')}\n`);
  };
  return {
    notice(notice) {
      if (notice.kind === 'diagnostic') {
        diagnose([notice.diagnostic]);
        return;
      }
      // What the app itself says is data; what flexbuild says about it is not.
      const sink = notice.kind === 'app-output' ? stdout : stderr;
      const text = formatNotice(notice, { colour: sink.colour, verbose });
      if (text !== null) sink.write(`${text}\n`);
    },
    error: (error) => diagnose(error.diagnostics),
    result: (_data, text) => stdout.write(ensureNewline(text(stdout))),
    raw: (text) => stdout.write(text),
  };
}

function ensureNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
