import type { BaseCandidate } from './types.ts';

/**
 * For small containers of flexbuild's own, with `python3` in the PATH and of its library what python3-minimal has (os,
 * socket, selectors, threading). Made of packages in some seconds, 40 MB.
 */
export const helperBases: readonly [BaseCandidate, ...BaseCandidate[]] = [
  { kind: 'debian-unpacked', suite: 'bookworm', packages: ['python3-minimal'] },
  { kind: 'registry', reference: 'python:3.13-alpine' },
];
