import { minimalAppYaml } from '../manifest/index.ts';
import type { RenderedFile } from '../render/index.ts';
import { detectRuntime, loadRuntimes } from '../runtimes/index.ts';
import { folderSource } from '../source/index.ts';

/** An app.yaml for a folder without one, by what lies in it. Throws FB2001 where nothing there is known. */
export function newAppYaml(folder: string): RenderedFile {
  const { runtime } = detectRuntime(folderSource(folder), loadRuntimes());
  const version = runtime.versions[0]?.version ?? null;
  return {
    path: 'app.yaml',
    text: minimalAppYaml({
      runtime: runtime.id,
      entrypoint: null,
      settings: version === null ? {} : { operating_system: 'ubuntu22', runtime_version: version },
    }),
  };
}
