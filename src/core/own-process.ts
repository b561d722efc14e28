import { isSea } from 'node:sea';
import { programFile, type ProgramName } from './package-files.ts';

/** How a process is started: a program and its arguments. */
export type CommandLine = readonly [file: string, ...args: string[]];

/** What starts this program once more, in front of its arguments: Node with its script, or the executable that is both. */
export function ownProgram(): CommandLine {
  const script = isSea() ? [] : [...process.execArgv, ...process.argv.slice(1, 2)];
  return [process.execPath, ...script];
}

/** What starts another program of this package: Node with its file, or the executable, which has it within itself. */
export function otherProgram(name: ProgramName): CommandLine {
  return [process.execPath, isSea() ? `${programFlag}${name}` : programFile(name)];
}

/** The executable's first argument where it is to be another program than the command line. */
export const programFlag = '--program=';
