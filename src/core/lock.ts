import { mkdir, open, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from './causes.ts';

/** Who holds it touches its file this often, and whoever finds the file untouched for much longer takes it over. */
const beatMs = 2_000;
const abandonedAfterMs = 10_000;
const askAgainMs = 250;

/**
 * Waits until this process alone holds the lock file `path`; disposing lets go of it. `onWait` is called once where
 * another holds it. A lock whose holder died is taken over. Throws the signal's reason on abort.
 */
export async function holdLock(
  path: string,
  { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: () => void },
): Promise<AsyncDisposable> {
  await mkdir(dirname(path), { recursive: true });
  let waited = false;
  while (!(await created(path))) {
    if (!waited) onWait();
    waited = true;
    await removeAbandoned(path);
    await delay(askAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  const beat = setInterval(() => void touch(path), beatMs);
  beat.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      await rm(path, { force: true });
    },
  };
}

async function created(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Under a lock of its own: two that find the same dead holder must not remove each other's new lock. */
async function removeAbandoned(path: string): Promise<void> {
  if (!(await isAbandoned(path))) return;
  const guard = `${path}.takeover`;
  if (await isAbandoned(guard)) await rm(guard, { force: true });
  if (!(await created(guard))) return;
  try {
    if (await isAbandoned(path)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > abandonedAfterMs;
}

/** A holder whose file is gone was taken for dead (a suspended machine); its work goes on and is at worst done twice. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}
