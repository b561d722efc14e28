import { isSea } from 'node:sea';

/** What starts this program once more, in front of its arguments: Node with its script, or the executable that is both. */
export function ownProgram(): readonly [file: string, ...args: string[]] {
  const script = isSea() ? [] : [...process.execArgv, ...process.argv.slice(1, 2)];
  return [process.execPath, ...script];
}
