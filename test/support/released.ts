import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/index.ts';
import { packageFolder } from '../../src/core/index.ts';

/** What `make release` made for an engine's machines. */
export interface Released extends Disposable {
  /** Holds what is published. */
  readonly folder: string;
  readonly archive: string;
  /** `amd64` */
  readonly architecture: string;
  /** What the archive holds, unpacked. */
  readonly unpacked: string;
}

/** Makes the executable for the machines of `engine`, as `make release` does, in a folder of its own. */
export function makeRelease({ capabilities }: Engine): Released {
  const [, architecture = ''] = capabilities.platform.split('/');
  const unpacked = mkdtempSync(join(tmpdir(), 'flexbuild-release-'));
  const folder = join(unpacked, 'release');
  const command = ['build/release/make.js', '--output', folder, `linux-${architecture}`];
  execFileSync(process.execPath, command, { cwd: packageFolder() });
  const archive = join(folder, `flexbuild-linux-${architecture}.tar.gz`);
  execFileSync('tar', ['-xzf', archive, '-C', unpacked]);
  return {
    ...{ folder, archive, architecture, unpacked },
    [Symbol.dispose]: () => rmSync(unpacked, { recursive: true }),
  };
}
