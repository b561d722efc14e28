import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fetchNode } from './fetch-node.js';
import { blobName, blobSegment, faultsOf, fuse } from './inspect.js';
import { signAdHoc } from './signature.js';
import { targets } from './targets.js';

const run = promisify(execFile);

/** This machine, as it is named in `targets`. */
const here = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** Node with a `bundle` in it, for a target, as bytes. Throws where something of it cannot be had here. */
export async function makeExecutable({ name, bundle, workFolder }) {
  const target = targets[name];
  const node = await fetchNode(target.node);
  const blob = await makeBlob({ name, bundle, workFolder });
  const output = join(workFolder, name);
  await writeFile(output, await readFile(join(node, 'bin/node')), { mode: 0o755 });
  await run('node_modules/.bin/postject', [
    ...[output, blobName, blob],
    ...['--sentinel-fuse', fuse, '--macho-segment-name', blobSegment],
  ]);
  const injected = await readFile(output);
  const file = target.format === 'mach-o' ? signAdHoc(injected, 'flexbuild') : injected;
  const faults = faultsOf(file, target);
  if (faults.length > 0) throw new Error(`what was made is wrong: ${faults.join('; ')}`);
  return { file, node };
}

/** A file with what Node runs instead of a script: made by the same version of Node, but on this machine. */
async function makeBlob({ name, bundle, workFolder }) {
  const config = `${name}.json`;
  const output = `${name}.blob`;
  // The path of `main` is part of the file, and must be the same everywhere.
  const settings = {
    main: bundle.starter,
    output,
    assets: { program: bundle.program },
    disableExperimentalSEAWarning: true,
    // What people set for their own Node must not stop this program from starting.
    execArgvExtension: 'none',
  };
  await writeFile(join(workFolder, config), JSON.stringify(settings));
  const maker = await fetchNode(sameVersionHere(targets[name].node));
  await run(resolve(maker, 'bin/node'), ['--experimental-sea-config', config], { cwd: workFolder });
  return join(workFolder, output);
}

function sameVersionHere(spec) {
  if (!(here in targets)) throw new Error(`executables cannot be made on ${here}`);
  const [own] = targets[here].node.split('@');
  return `${own}@${spec.split('@')[1]}`;
}
