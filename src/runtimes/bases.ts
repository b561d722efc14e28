import { origin } from './origin.ts';
import type { Base, Decision, Runtime } from './types.ts';

/** The bases behind a Dockerfile's `ARG BASE_IMAGE=…`, where its default is a public image that some runtime knows; else none. */
export function knownBases(dockerfile: string, runtimes: readonly Runtime[]): readonly Base[] {
  const reference = /^[ \t]*ARG[ \t]+BASE_IMAGE=["']?([^\s"']+)/im.exec(dockerfile)?.[1];
  const versions = runtimes.flatMap((runtime) => runtime.versions);
  const known = versions.find(({ bases }) =>
    bases.some((base) => base.kind === 'registry' && base.reference === reference),
  );
  return known?.bases ?? [];
}

/** What `plan` says about bases that a Dockerfile leaves open. */
export function baseDecisions(bases: readonly Base[], dockerfile: string): readonly Decision[] {
  if (bases.length === 0) return [];
  const reason = 'the default of ARG BASE_IMAGE is a known image';
  return [{ topic: 'base', value: describeBases(bases), reason, from: origin({ files: [dockerfile] }) }];
}

/** `python:3.13-slim, else Debian trixie`. */
export function describeBases(bases: readonly Base[]): string {
  return bases
    .map((base) => (base.kind === 'registry' ? base.reference : `Debian ${base.suite}`))
    .join(', else ');
}
