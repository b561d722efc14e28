import type { Engine } from '../engine/index.ts';
import { makerHere } from './maker-here.ts';
import { makerInContainer } from './maker-in-container.ts';
import { chooseMaker } from './maker.ts';

/** Why no base can be made of Debian packages here; null where one can, as far as mmdebstrap goes. */
export async function debianObstacle(engine: Engine, signal: AbortSignal): Promise<string | null> {
  const { maker, obstacles } = await chooseMaker([makerHere, makerInContainer(engine)], signal);
  return maker === null ? obstacles.map(({ reason }) => reason).join(', and ') : null;
}
