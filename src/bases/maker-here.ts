import { proxyVariables } from '../core/index.ts';
import { logKeeper, notInstalled, type RootfsMaker, type RootfsOrder } from './maker.ts';
import { mmdebstrapFailure } from './failures.ts';
import { groupOutput } from './process-group.ts';
import { mmdebstrapArguments, recipeEpochSec, recipeTitle } from './recipe.ts';

/** mmdebstrap on this machine: as root, or in a user namespace. */
export const makerHere: RootfsMaker = {
  name: 'with mmdebstrap on this machine',
  obstacle,
  make,
};

async function obstacle(): Promise<string | null> {
  if (process.platform !== 'linux') return `mmdebstrap runs on Linux alone, and this is ${process.platform}`;
  return (await succeeds(['mmdebstrap', '--version'])) ? null : notInstalled;
}

async function* make({ recipe, network, folder, signal, onLine }: RootfsOrder): AsyncGenerator<Uint8Array> {
  const { log, keep } = logKeeper(onLine);
  const env = {
    // Unlike an option of apt's, variables stay out of what is made.
    ...proxyVariables(network.proxy),
    SOURCE_DATE_EPOCH: String(recipeEpochSec),
    TMPDIR: folder,
    // Its messages are read, so they must not be translated.
    LC_ALL: 'C',
  };
  const prefix = await isolation();
  const command = [...prefix, 'mmdebstrap', ...mmdebstrapArguments(recipe)] as [string, ...string[]];
  // With namespaces of our own, killing leaves nothing; without, mmdebstrap has to remove what belongs to other users.
  const graceMs = prefix.length > 0 ? 0 : 10_000;
  try {
    yield* groupOutput(command, { env, signal, graceMs, onLine: keep });
  } catch (cause) {
    signal.throwIfAborted();
    throw mmdebstrapFailure({ title: recipeTitle(recipe), log, cause });
  }
}

/**
 * As root, mmdebstrap mounts this machine's /dev, /sys and /proc into the folder it works in. In a mount and a process
 * namespace of its own, all of that is gone with its last process, so that the folder can be removed whatever happened;
 * and it ends when this process does. Without privileges it makes such namespaces itself.
 */
async function isolation(): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  const prefix = ['setpriv', '--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child'];
  return (await succeeds([...prefix, 'true'])) ? prefix : [];
}

async function succeeds([file = '', ...args]: readonly string[]): Promise<boolean> {
  const { execa } = await import('execa');
  const { failed } = await execa(file, args, { reject: false, stdin: 'ignore' });
  return !failed;
}
