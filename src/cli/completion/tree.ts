import type { Command } from '../command.ts';
import { flags } from '../flags.ts';
import { commonFlags, type FlagName } from '../options.ts';

/** What a shell can complete: the tables of commands and flags, as far as shells are concerned. */
export interface CompletedCommand {
  /** One or two: `run`, `base list`. */
  readonly words: readonly [string, ...string[]];
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
}

export interface CompletedFlag {
  /** With their dashes. */
  readonly short: string | null;
  readonly long: string;
  readonly help: string;
  readonly value: FlagValue;
  readonly repeatable: boolean;
}

/** What follows a flag; null: nothing. */
export type FlagValue =
  | { readonly kind: 'one-of'; readonly choices: readonly string[] }
  | { readonly kind: 'file' | 'other' }
  | null;

/** What completes `commands`. */
export function completedCommands(commands: readonly Command[]): readonly CompletedCommand[] {
  return commands.map(({ name, summary, flags: own }) => {
    const [first = name, ...rest] = name.split(' ');
    return { words: [first, ...rest], summary, flags: [...own, ...commonFlags].map(completedFlag) };
  });
}

/** The commands that begin with `word`, where that alone is none: `base`. */
export function membersOf(word: string, commands: readonly CompletedCommand[]): readonly CompletedCommand[] {
  return commands.filter(({ words }) => words.length > 1 && words[0] === word);
}

/** First words of commands, each once, with what they do. */
export function firstWords(
  commands: readonly CompletedCommand[],
): readonly { readonly word: string; readonly summary: string }[] {
  const byWord = Map.groupBy(commands, ({ words }) => words[0]);
  return [...byWord].map(([word, group]) => ({
    word,
    summary:
      group[0]?.words.length === 1 ? group[0].summary : group.map(({ words }) => words[1] ?? '').join(', '),
  }));
}

function completedFlag(name: FlagName): CompletedFlag {
  const { usage, help, choices, repeatable } = flags[name];
  const [, short = null, long = '', value = null] =
    /^(?:(-\w), )?(--[\w-]+)(?: ([<[].*))?$/.exec(usage) ?? [];
  return { short, long, help, repeatable: repeatable ?? false, value: valueOf(value, choices) };
}

function valueOf(value: string | null, choices: readonly string[] | undefined): FlagValue {
  if (value === null) return null;
  if (choices) return { kind: 'one-of', choices };
  return { kind: /file|folder/.test(value) ? 'file' : 'other' };
}
