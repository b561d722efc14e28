import type { Examination, Verdict } from '../types.ts';
import { ok, problem, warn } from '../verdicts.ts';

/** bin.ts refuses an older one in every command; who calls the library has no bin.ts in front. */
export function node({ machine: { about } }: Examination): Promise<Verdict> {
  const { version, wanted } = about.node;
  const floor = wanted.replace('>=', '');
  const verdict =
    version.localeCompare(floor, 'en', { numeric: true }) >= 0
      ? ok(version)
      : problem(`this is ${version}, and flexbuild needs ${wanted}`, `Install Node ${floor} or newer.`);
  return Promise.resolve(verdict);
}

const gigabyte = 1e9;

/** A base, an app's packages and the caches of a build: less than the first is too little, less than the second is soon. */
const space = { neededBytes: 1 * gigabyte, comfortableBytes: 5 * gigabyte };

/** Room where the engine keeps images, as far as that is a folder of this machine, and where flexbuild keeps its own. */
export async function disk({ machine, engine, request }: Examination): Promise<Verdict> {
  const folders = [machine.about.cacheFolder];
  const answer = request.host === 'process' ? null : await engine();
  if (answer?.kind === 'connected') {
    const { dataFolder, hostAddress } = answer.engine.capabilities;
    // Without an address of this machine in between, the engine's folders are another machine's.
    if (dataFolder !== null && hostAddress !== null) folders.unshift(dataFolder);
  }
  const measured = await Promise.all(
    folders.map(async (folder) => ({ folder, bytes: await machine.freeBytes(folder) })),
  );
  const known = measured.flatMap(({ folder, bytes }) => (bytes === null ? [] : [{ folder, bytes }]));
  const [least] = known.toSorted((a, b) => a.bytes - b.bytes);
  if (least === undefined) return warn('the free space cannot be told', null);
  const message = `${(least.bytes / gigabyte).toFixed(1)} GB free in ${least.folder}`;
  const fix =
    'Remove what nothing uses: `docker system df` shows it, `docker builder prune` removes build caches.';
  if (least.bytes < space.neededBytes) return problem(message, fix);
  return least.bytes < space.comfortableBytes ? warn(message, fix) : ok(message);
}

/** Those that `run` would listen on. */
export async function ports({ machine, request }: Examination): Promise<Verdict> {
  const asked = await Promise.all(
    request.ports.map(async (port) => ({ port, free: await machine.network.isFree(port) })),
  );
  const taken = asked.flatMap(({ port, free }) => (free ? [] : [port]));
  if (taken.length === 0) return ok(`${request.ports.join(' and ')} are free`);
  return warn(
    `something listens on ${taken.join(' and ')} already`,
    'Stop it (`flexbuild ps` shows sessions), or take others with --port and --https.',
  );
}
