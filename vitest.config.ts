import { defineConfig } from 'vitest/config';

/** The servers, whose tests speak to them over real sockets. */
const servers = ['test/unit/frontend/**/*.test.ts', 'test/unit/metadata/**/*.test.ts'];

// No module keeps state, so files can share a process: most of the time went into loading modules again. Tests of sockets
// mostly wait, so every core gets a worker; by default one is left idle.
const shared = { isolate: false, maxWorkers: '100%' };

/**
 * `unit` and `sockets` need nothing but Node, nor does `property`, which tries inputs by the thousand; `process` needs
 * Python and a package index, `docker` a container engine; `package` tries what users install.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/golden/*.test.ts'],
          exclude: servers,
          ...shared,
        },
      },
      { test: { name: 'sockets', include: servers, ...shared } },
      {
        test: { name: 'property', include: ['test/property/**/*.test.ts'], testTimeout: 300_000 },
      },
      {
        test: {
          name: 'docker',
          include: ['test/docker/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'bench',
          include: [],
          benchmark: { enabled: true, include: ['test/bench/**/*.bench.ts'] },
        },
      },
    ],
  },
});
