import type { FinalImage, ImageCommand, Instruction } from '../../../dockerfile/index.ts';
import { shellCommandOf } from '../../entrypoint/shell-command.ts';

/** A program that an image starts, and the instruction that says so. */
export interface Launched {
  readonly words: readonly string[];
  readonly instruction: Instruction;
  /** A shell starts it, which puts in the values of variables. */
  readonly expands: boolean;
}

/**
 * What an image starts: ENTRYPOINT with CMD as its arguments, and CMD by itself, since what an ENTRYPOINT of its own does is
 * mostly to prepare something and then to run that.
 */
export function launchedBy({ entrypoint, command }: FinalImage): readonly Launched[] {
  const own = command === null ? [] : programsOf(command);
  if (entrypoint === null) return own;
  if (entrypoint.form === 'shell' || command?.form !== 'exec') return [...programsOf(entrypoint), ...own];
  const { instruction } = command;
  return [{ words: [...entrypoint.argv, ...command.argv], instruction, expands: false }, ...own];
}

/** The text that a shell is given, and which shell; null where none is. */
export function shellText(command: ImageCommand): { readonly shell: string; readonly text: string } | null {
  const [program = '', options = '', text] =
    command.form === 'exec' ? command.argv : [...command.shell, command.text];
  const shell = program.slice(program.lastIndexOf('/') + 1);
  const isShell = ['sh', 'bash', 'dash', 'ash'].includes(shell) && /^-[a-z]*c$/.test(options);
  return isShell && text !== undefined ? { shell, text } : null;
}

function programsOf(command: ImageCommand): readonly Launched[] {
  const { instruction } = command;
  const given = shellText(command);
  if (given === null)
    return command.form === 'exec' ? [{ words: command.argv, instruction, expands: false }] : [];
  const { commands } = shellCommandOf(given.text, given.shell === 'bash' ? 'bash' : 'sh');
  return commands.map((words) => ({ words: words.map(({ text }) => text), instruction, expands: true }));
}
