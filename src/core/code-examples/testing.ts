import type { CodeExamples } from './types.ts';

/** FB603x: apps in tests that use testcontainers. */
export const testingExamples: CodeExamples = {
  FB6032: {
    example: "`new FlexAppContainer('./app.yaml').withNetworkMode('host')`",
    fix: "`new FlexAppContainer('./app.yaml').withNetwork(await new Network().start())`",
  },
  FB6033: {
    example: "`new FlexAppContainer('./app.yaml').withReuse()`",
    fix: 'Start the app once for a file of tests, in `beforeAll`.',
  },
  FB6034: {
    example: '`tc.host` in ~/.testcontainers.properties is a machine that flexbuild knows nothing of.',
    fix: '`DOCKER_HOST=tcp://that-machine:2375 npm test`',
  },
};
