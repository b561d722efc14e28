import type { Environment, Job } from '../index.ts';
import type { FlagName, Options } from './options.ts';
import type { Printer } from './print/printer.ts';

/** One command of the command line. */
export interface Command {
  /** `build`, `base list`. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as commander takes them: `[app]`. */
  readonly arguments: readonly { readonly usage: string; readonly help: string }[];
  readonly flags: readonly FlagName[];
  readonly examples: readonly string[];
  /** The exit code. */
  run(call: Call): number | Promise<number>;
}

/** One call of a command. */
export interface Call {
  readonly args: readonly string[];
  readonly options: Options;
  readonly job: Job;
  readonly print: Printer;
  readonly env: Environment;
  /** Someone sits at the terminal and can be asked. */
  readonly interactive: boolean;
  /** Runs when Ctrl-C comes a second time. */
  onSecondInterrupt(kill: () => void): void;
}
