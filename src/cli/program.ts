import { Command as Program, InvalidArgumentError, Option } from 'commander';
import { packageVersion } from '../index.ts';
import type { Command } from './command.ts';
import { environmentTwin, flags } from './flags.ts';
import { commonFlags, type FlagName, type Options } from './options.ts';

type Action = (command: Command, args: readonly string[], options: Options) => Promise<void>;

/** The command line as commander knows it, made from some commands and the table of flags; every command inherits these settings. */
export function createProgram(commands: readonly Command[], action: Action): Program {
  const program = new Program('flexbuild')
    .description("App Engine's flexible environment on your machine: from app.yaml to a running instance.")
    .version(packageVersion(), '-V, --version')
    .showSuggestionAfterError()
    // `metadata set --format json`: both commands have the flag, and it belongs to the one that it stands behind.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const command of commands) addCommand(program, command, action);
  return program;
}

function addCommand(program: Program, command: Command, action: Action): void {
  const words = command.name.split(' ');
  const parent = words.length === 1 ? program : groupOf(program, words[0] ?? '');
  const added = parent
    .command(words.at(-1) ?? command.name)
    .description(command.summary)
    .addHelpText('after', helpEnd(command));
  for (const { usage, help } of command.arguments) added.argument(usage, help);
  for (const name of [...command.flags, ...commonFlags]) added.addOption(optionFor(name));
  added.action(async () => {
    await action(command, added.args, { ...defaults(), ...added.opts<Partial<Options>>() });
  });
}

function groupOf(program: Program, name: string): Program {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? program.command(name).description(groups[name] ?? '');
}

/** What commands of two words have in common. */
const groups: Readonly<Record<string, string>> = {
  base: 'base images: list, build, rm',
  cron: 'jobs of cron.yaml: start, run, list',
};

function helpEnd({ examples }: Command): string {
  return `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n\nEach flag has a twin in the environment: --port is FLEXBUILD_PORT.`;
}

function optionFor(name: FlagName): Option {
  const flag = flags[name];
  const option = new Option(flag.usage, flag.help).env(environmentTwin(name));
  if (flag.choices) option.choices(flag.choices);
  if (flag.repeatable) option.argParser(addedTo(flag.choices ?? null));
  const { number, preset } = flag;
  if (number) option.argParser((value) => wholeNumber(value, number));
  if (preset !== undefined) option.preset(preset);
  if (typeof flag.default === 'string' || typeof flag.default === 'number') option.default(flag.default);
  return option;
}

/** One more value of a flag that may be given often. */
function addedTo(choices: readonly string[] | null) {
  return (value: string, before: readonly string[] | undefined): readonly string[] => {
    if (choices === null || choices.includes(value)) return [...(before ?? []), value];
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
  };
}

function wholeNumber(value: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= min && number <= max) return number;
  throw new InvalidArgumentError(`It has to be a whole number from ${String(min)} to ${String(max)}.`);
}

function defaults(): Options {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [name, flag.default]),
  ) as unknown as Options;
}
