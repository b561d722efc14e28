import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeArchive, writeSums } from './archive.js';
import { makeExecutable } from './executable.js';
import { thirdPartyNotices } from './notices.js';
import { bundleProgram } from './program.js';
import { targets } from './targets.js';

// node build/release/make.js [--output FOLDER] [TARGET…]: flexbuild-TARGET.tar.gz for each of them, or for all, and SHA256SUMS.
const { values, positionals } = parseArgs({
  options: { output: { type: 'string', default: 'release' } },
  allowPositionals: true,
});
const all = Object.keys(targets);
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length > 0) fail(`no such target: ${unknown.join(', ')}; there are ${all.join(', ')}`);
else await release(positionals.length > 0 ? positionals : all);

async function release(wanted) {
  const workFolder = await mkdtemp(join(tmpdir(), 'flexbuild-release-'));
  try {
    await mkdir(values.output, { recursive: true });
    // Those of an earlier release must not be among the sums of this one.
    for (const name of all) await rm(archiveOf(name), { force: true });
    const bundle = await bundleProgram(workFolder);
    for (const name of wanted) await makeArchive({ name, bundle, workFolder });
    await writeSums(values.output);
  } finally {
    await rm(workFolder, { recursive: true });
  }
}

/** One that cannot be made is said, and keeps nobody from the others. */
async function makeArchive({ name, bundle, workFolder }) {
  try {
    const { file, node } = await makeExecutable({ name, bundle, workFolder });
    const archive = archiveOf(name);
    await writeArchive(archive, {
      flexbuild: { mode: 0o755, content: file },
      LICENSE: { mode: 0o644, content: await readFile('LICENSE') },
      'THIRD-PARTY-NOTICES': { mode: 0o644, content: Buffer.from(thirdPartyNotices(bundle.sources, node)) },
    });
    console.log(archive);
  } catch (cause) {
    fail(`flexbuild-${name} is not made: ${cause.message}`);
  }
}

function archiveOf(name) {
  return join(values.output, `flexbuild-${name}.tar.gz`);
}

function fail(message) {
  console.error(`error: ${message}`);
  process.exitCode = 1;
}
