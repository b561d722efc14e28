import { spawn } from 'node:child_process';
import { bin } from './command-line.ts';

/** A command that believes that somebody sits at its terminal. */
export interface OnTerminal {
  /** Waits until this is on the screen. Fails with the screen where the command ends before. */
  sees(text: string): Promise<void>;
  /** Types a line. */
  type(line: string): void;
  /** The exit code, and all that was on the screen. */
  readonly ended: Promise<{ readonly status: number | null; readonly screen: string }>;
}

/** Starts the compiled command line on a pseudo-terminal, by `script` of util-linux. */
export function onTerminal(
  args: readonly string[],
  { env = {} }: { readonly env?: NodeJS.ProcessEnv } = {},
): OnTerminal {
  const command = [process.execPath, bin, ...args]
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ');
  const child = spawn('script', ['-q', '-e', '-c', command, '/dev/null'], {
    env: { ...process.env, CI: undefined, NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  const changed = new Set<() => void>();
  const status = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    changed.forEach((look) => look());
  });
  return {
    async sees(text) {
      await new Promise<void>((resolve, reject) => {
        const look = () => screen.includes(text) && resolve();
        changed.add(look);
        look();
        void status.then(() => reject(new Error(`the command ended without "${text}":\n${screen}`)));
      });
    },
    type: (line) => child.stdin.write(`${line}\r`),
    ended: status.then((code) => ({ status: code, screen })),
  };
}
