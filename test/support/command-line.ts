import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageFolder, type Notice } from '../../src/index.ts';

/** The compiled command line. */
export const bin = join(packageFolder(), 'dist/bin.js');

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the compiled command line to its end, as a user would. */
export function flexbuild(
  args: readonly string[],
  { env = {}, cwd }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: '1', ...env },
    ...(cwd !== undefined && { cwd }),
  });
  return { status, stdout, stderr };
}

/** A `flexbuild run` in the foreground that reports as JSON; disposing interrupts it and waits for its end. */
export interface ForegroundRun extends AsyncDisposable {
  readonly url: string;
  readonly notices: readonly Notice[];
  interrupt(): Promise<number | null>;
}

/** Starts `flexbuild run` and waits until the front end listens. Throws with its last lines where it ends before. */
export async function startRun(args: readonly string[]): Promise<ForegroundRun> {
  const child = spawn(process.execPath, [bin, 'run', ...args, '--port', '0', '--format', 'json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const notices: Notice[] = [];
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const url = await firstUrl(child, notices);
  const interrupt = async () => {
    child.kill('SIGINT');
    return await ended;
  };
  return {
    url,
    notices,
    interrupt,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) await interrupt();
    },
  };
}

async function firstUrl(child: ChildProcess, notices: Notice[]): Promise<string> {
  const errors: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  return await new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('the command has no stdout');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const notice = JSON.parse(line) as Notice;
      notices.push(notice);
      if (notice.kind === 'listening' && notice.what === 'front-end') resolve(notice.url);
    });
    child.on('close', (status) =>
      reject(
        new Error(
          `flexbuild run ended with ${String(status)}:\n${errors.join('')}${notices
            .map((notice) => JSON.stringify(notice))
            .slice(-10)
            .join('\n')}`,
        ),
      ),
    );
  });
}
