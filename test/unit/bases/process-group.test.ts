import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupOutput } from '../../../src/bases/process-group.ts';

describe.skipIf(process.platform === 'win32')('a process group', () => {
  const options = { env: {}, signal: new AbortController().signal, graceMs: 2000, onLine() {} };

  it('gives standard output as it is, and standard error by line', async () => {
    const lines: string[] = [];
    const command = ['sh', '-c', 'printf "%s" "$WORD"; echo one >&2; echo two >&2'] as const;
    const output = await read(
      groupOutput([...command], { ...options, env: { WORD: 'bytes' }, onLine: (line) => lines.push(line) }),
    );
    expect(output).toBe('bytes');
    expect(lines).toEqual(['one', 'two']);
  });

  it('fails where the command does', async () => {
    await expect(read(groupOutput(['sh', '-c', 'echo half; exit 3'], options))).rejects.toMatchObject({
      exitCode: 3,
    });
  });

  it('fails where there is no such command', async () => {
    await expect(read(groupOutput(['no-such-command'], options))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([0, 2000])('ends what the command started, on abort (grace %i ms)', async (graceMs) => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const output = groupOutput(['sh', '-c', 'sleep 60 & echo $!; wait'], {
      ...options,
      graceMs,
      signal: controller.signal,
    });
    const first = await output.next();
    const grandchild = Number(Buffer.from(first.value as Uint8Array).toString());
    expect(isRunning(grandchild)).toBe(true);
    controller.abort(reason);
    await expect(output.next()).rejects.toBe(reason);
    await expect.poll(() => isRunning(grandchild)).toBe(false);
  });

  it('ends the command when nobody reads on', async () => {
    let pid = 0;
    for await (const chunk of groupOutput(['sh', '-c', 'echo $$; exec sleep 60'], options)) {
      pid = Number(Buffer.from(chunk).toString());
      break;
    }
    expect(isRunning(pid)).toBe(false);
  });
});

async function read(output: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks = await Array.fromAsync(output);
  return Buffer.concat(chunks).toString();
}

/** A process that has ended and whose end nobody has asked for (state Z) does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
