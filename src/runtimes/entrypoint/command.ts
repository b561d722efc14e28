import { error, warning, type Diagnostic } from '../../core/index.ts';
import type { Command } from '../types.ts';
import type { Entrypoint } from './choose.ts';
import { shellCommandOf, type Shell } from './shell-command.ts';

/** An entrypoint made into what a container runs. */
export interface EntrypointCommand {
  readonly command: Command;
  /** The programs it starts, as words without their quotes: for those who look for a server's options. */
  readonly programs: readonly (readonly string[])[];
  /** Why it is run this way. */
  readonly reason: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Decides between exec form (a JSON array in a string) and a shell, and whether `exec` belongs in front. */
export function commandOf(entrypoint: Entrypoint, shell: Shell): EntrypointCommand {
  return entrypoint.text.startsWith('["') || /^\[\s*\]$/.test(entrypoint.text)
    ? execForm(entrypoint)
    : shellForm(entrypoint, shell);
}

function execForm({ text, at }: Entrypoint): EntrypointCommand {
  const argv = parseArgv(text);
  if (argv === null) {
    const message = `entrypoint looks like a JSON array of strings and is none: ${text}`;
    const hint = 'Write `["program", "argument"]` with double quotes, or a plain command line.';
    return broken(error({ code: 'FB2021', message, hint, at }));
  }
  const variable = /\$\{?\w+\}?/.exec(argv.join(' '))?.[0];
  const unexpanded = warning({
    code: 'FB2023',
    message: `exec form runs without a shell, so ${variable ?? '$'} stays as it is written`,
    hint: 'Write the value itself (the port is always 8080), or write the entrypoint as a plain command line.',
    at,
  });
  return {
    command: { form: 'exec', argv },
    programs: [argv],
    reason: 'a JSON array is run without a shell',
    diagnostics: variable === undefined ? [] : [unexpanded],
  };
}

function parseArgv(text: string): readonly [string, ...string[]] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return null;
  const [program, ...rest] = value;
  return program ? [program, ...rest] : null;
}

function shellForm({ text, at }: Entrypoint, shell: Shell): EntrypointCommand {
  const read = shellCommandOf(text, shell);
  if (read.unclosed) {
    const message = `entrypoint opens ${read.unclosed.opener} and never closes it`;
    return broken(error({ code: 'FB2021', message, hint: 'Close it.', at, detail: [text] }));
  }
  return {
    command: { form: 'shell', shell, text: read.text },
    programs: read.commands.map(programOf),
    reason: read.execAdded
      ? `run by ${shell}, with exec in front so that it gets the signals itself`
      : `run by ${shell} as it is written`,
    diagnostics: read.keepsSignals ? [keptSignals({ text, at, shell })] : [],
  };
}

const leading = /^(exec|command|env|nohup|time|then|else|do|\{|!|[A-Za-z_][A-Za-z0-9_]*\+?=.*)$/s;

/** A command's words from its program on: without `exec`, assignments and keywords. */
function programOf(words: readonly { readonly text: string }[]): readonly string[] {
  const texts = words.map((word) => word.text);
  const start = texts.findIndex((text) => !leading.test(text));
  return start === -1 ? [] : texts.slice(start);
}

function keptSignals({
  text,
  at,
  shell,
}: Pick<Entrypoint, 'text' | 'at'> & { readonly shell: Shell }): Diagnostic {
  return warning({
    code: 'FB2024',
    message: `${shell} stays in front of the app and keeps SIGTERM to itself, so the app is killed without notice when it is stopped`,
    hint: 'Put `exec` in front of the command that serves: `prepare && exec serve`.',
    at,
    detail: [text],
  });
}

function broken(problem: Diagnostic): EntrypointCommand {
  return { command: { form: 'image' }, programs: [], reason: 'it cannot be read', diagnostics: [problem] };
}
