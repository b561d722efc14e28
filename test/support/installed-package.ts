import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageFolder } from '../../src/core/index.ts';

const run = promisify(execFile);

/** A user's own package, whose folder has ours installed. */
export interface InstalledPackage extends AsyncDisposable {
  readonly folder: string;
}

const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Packs what is compiled into a file in `folder`, and gives its path. */
export async function packInto(folder: string): Promise<string> {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, ...quiet], {
    cwd: packageFolder(),
  });
  return join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '');
}

/** Packs what is compiled, and installs it with `others` in an empty folder, without our own development's packages. */
export async function installPackage(others: readonly string[] = []): Promise<InstalledPackage> {
  // Short: sockets are made below it.
  const folder = await mkdtemp(join(tmpdir(), 'fb-'));
  await using made = new AsyncDisposableStack();
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const packed = await packInto(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await run('npm', ['install', packed, ...others, ...quiet], { cwd: folder });
  const kept = made.move();
  return { folder, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
