import type { Readable } from 'node:stream';
import { packTar } from '../../src/archive/index.ts';
import type { BuildRequest } from '../../src/engine/index.ts';

/** A build of `files`, a Dockerfile among them, by the classic builder, and without anything special. */
export function imageRequest(files: Readonly<Record<string, string>>): BuildRequest {
  return {
    context: contextOf(files),
    dockerfile: 'Dockerfile',
    tags: [],
    labels: {},
    buildArgs: {},
    platform: null,
    noCache: false,
    builder: 'classic',
    secrets: {},
    extraHosts: [],
  };
}

/** An archive of files, by their paths. */
function contextOf(files: Readonly<Record<string, string>>): Readable {
  return packTar(
    Object.entries(files).map(([path, text]) => {
      const content = Buffer.from(text);
      return {
        kind: 'file' as const,
        path,
        mode: 0o644,
        modifiedMs: 0,
        size: content.length,
        content: () => content,
      };
    }),
  );
}
