import { afterAll, beforeAll, describe } from 'vitest';
import type { Engine } from '../../src/engine/index.ts';
import { testSession, type TestSession } from '../support/session.ts';
import { buildsContract } from './engine-builds.ts';
import { containersContract } from './engine-containers.ts';
import { imagesAndNetworksContract } from './engine-images.ts';

/** What every engine has to keep: `connect` gives one, and an image on it that has a shell. */
export function engineContract(
  name: string,
  connect: () => Promise<{ readonly engine: Engine; readonly image: string }>,
): void {
  describe(`the contract of Engine, kept by ${name}`, () => {
    let engine: Engine;
    let image: string;
    let session: TestSession;
    beforeAll(async () => {
      ({ engine, image } = await connect());
      session = testSession(engine);
    });
    afterAll(async () => {
      await session[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    });

    const on = (): { engine: Engine; image: string; session: TestSession } => ({ engine, image, session });
    containersContract(on);
    imagesAndNetworksContract(on);
    buildsContract(on);
  });
}
