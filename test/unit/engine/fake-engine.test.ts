import { engineContract } from '../../contract/engine.ts';
import { scripts, steps } from '../../contract/engine-scripts.ts';
import { fakeEngine } from '../../support/fake-engine.ts';

const image = 'flexbuild-test/fake:1';

engineContract('the fake engine', () =>
  Promise.resolve({
    image,
    engine: fakeEngine({
      images: [{ tags: [image] }],
      program: ({ command }) =>
        Object.values(scripts).find(({ shell }) => shell === command?.at(-1))?.program ?? (() => 127),
      step: (command, build) =>
        Object.values(steps)
          .find(({ shell }) => shell === command)
          ?.step(command, build) ?? { code: 127, lines: [] },
    }),
  }),
);
