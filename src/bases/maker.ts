import type { NetworkSettings } from '../core/index.ts';
import type { Recipe } from './recipe.ts';

/** A place where mmdebstrap can run. */
export interface RootfsMaker {
  /** For messages: `with mmdebstrap on this machine`. */
  readonly name: string;
  /** Why it cannot work here; null where it can. */
  obstacle(signal: AbortSignal): Promise<string | null>;
  /**
   * The root file system as tar. It ends only where it is whole; a failure of mmdebstrap is thrown, and so is the
   * signal's reason on abort. Whoever stops reading stops mmdebstrap and everything it has started.
   */
  make(order: RootfsOrder): AsyncIterable<Uint8Array>;
}

export interface RootfsOrder {
  readonly recipe: Recipe;
  readonly network: NetworkSettings;
  /** An empty folder for what is needed on the way. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Gets each line of mmdebstrap's messages. */
  readonly onLine: (line: string) => void;
}

/** A maker that cannot work here, and why. */
export interface Obstacle {
  readonly maker: RootfsMaker;
  readonly reason: string;
}

/** The first maker that can work here, and what hinders those before it. */
export async function chooseMaker(
  makers: readonly RootfsMaker[],
  signal: AbortSignal,
): Promise<{ readonly maker: RootfsMaker | null; readonly obstacles: readonly Obstacle[] }> {
  const obstacles: Obstacle[] = [];
  for (const maker of makers) {
    const reason = await maker.obstacle(signal);
    if (reason === null) return { maker, obstacles };
    obstacles.push({ maker, reason });
  }
  return { maker: null, obstacles };
}

/** What to do where no base could be had. */
export function hintForMakers(obstacles: readonly Obstacle[]): string {
  const named = 'name an image that the engine has with --base-image';
  if (obstacles.some(({ reason }) => reason === notInstalled)) {
    return `Install mmdebstrap (apt-get install mmdebstrap), or ${named}.`;
  }
  const load = obstacles.length > 0 ? ', load an image of Debian (docker load)' : '';
  return `Let the engine reach a registry${load}, or ${named}.`;
}

/** What hinders where one package would help. */
export const notInstalled = 'mmdebstrap is not installed';

/** As many of the last lines as a message may need. */
const keptLines = 200;

/** What apt and dpkg write for every package, which would drown the cause of a failure. */
const routine = /^(\/usr\/bin\/dpkg|Get:|Selecting |Preparing |Unpacking |Setting up |\(Reading |\s*$)/;

/** Passes lines on to `onLine` and keeps the last of those that tell something. */
export function logKeeper(onLine: (line: string) => void): {
  readonly log: readonly string[];
  readonly keep: (line: string) => void;
} {
  const log: string[] = [];
  const keep = (line: string): void => {
    if (!routine.test(line)) log.push(line);
    if (log.length > keptLines) log.shift();
    onLine(line);
  };
  return { log, keep };
}
