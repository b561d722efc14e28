import { failure } from '../../index.ts';
import type { Command } from '../command.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { completedCommands } from '../completion/tree.ts';
import { zshCompletion } from '../completion/zsh.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** The command that prints completions of itself and `others`. */
export function completion(others: readonly Command[]): Command {
  const command: Command = {
    name: 'completion',
    summary: 'Print what completes flexbuild in your shell',
    arguments: [{ usage: '<shell>', help: Object.keys(shells).join(', ') }],
    flags: [],
    examples: [
      'eval "$(flexbuild completion bash)"   # in ~/.bashrc',
      'eval "$(flexbuild completion zsh)"    # in ~/.zshrc, after compinit',
      'flexbuild completion fish | source    # in ~/.config/fish/config.fish',
    ],
    run({ args: [shell = ''], print }) {
      if (!isShell(shell)) {
        throw failure({
          code: 'FB6001',
          message: `there are no completions for "${shell}"`,
          hint: `Name one of ${Object.keys(shells).join(', ')}.`,
        });
      }
      print.raw(shells[shell](completedCommands([...others, command])));
      return 0;
    },
  };
  return command;
}

function isShell(name: string): name is keyof typeof shells {
  return Object.hasOwn(shells, name);
}
