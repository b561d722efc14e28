import { directNetwork } from '../../src/core/index.ts';
import type { Machine } from '../../src/doctor/index.ts';
import { fakeEngine } from './fake-engine.ts';

/** What of a healthy machine is to be different. */
export interface FakeMachineParts extends Partial<Omit<Machine, 'about' | 'network' | 'processes'>> {
  readonly about?: Partial<Machine['about']>;
  readonly network?: Partial<Machine['network']>;
  readonly processes?: Partial<Machine['processes']>;
}

/** A machine on which nothing is wrong, save in these parts. */
export function fakeMachine({ about, network, processes, ...rest }: FakeMachineParts = {}): Machine {
  return {
    about: {
      architecture: 'amd64',
      node: { version: '24.10.0', architecture: 'amd64', wanted: '>=24.5' },
      cacheFolder: '/cache',
      ...about,
    },
    engine: () => Promise.resolve(fakeEngine({ registry: { kind: 'reached' } })),
    debianObstacle: () => Promise.resolve(null),
    freeBytes: () => Promise.resolve(50e9),
    network: {
      settings: () => Promise.resolve(directNetwork),
      isFree: () => Promise.resolve(true),
      connects: () => Promise.resolve(false),
      status: () => Promise.resolve(200),
      ...network,
    },
    processes: {
      interpreter: () => Promise.resolve({ path: '/usr/bin/python3', version: '3.11.7' }),
      program: () => Promise.resolve('/usr/bin/uv'),
      limitsObstacle: () => Promise.resolve(null),
      ...processes,
    },
    ...rest,
  };
}
