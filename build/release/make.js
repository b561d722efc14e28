import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArchive, writeSums } from './archive.js';
import { makeExecutable } from './executable.js';
import { thirdPartyNotices } from './notices.js';
import { bundleProgram } from './program.js';
import { targets } from './targets.js';

// node build/release/make.js [TARGET…]: release/flexbuild-TARGET.tar.gz for each of them, or for all, and SHA256SUMS.
const output = 'release';
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(targets);
const unknown = wanted.filter((name) => !(name in targets));
if (unknown.length > 0) {
  fail(`no such target: ${unknown.join(', ')}; there are ${Object.keys(targets).join(', ')}`);
  process.exit();
}

const workFolder = await mkdtemp(join(tmpdir(), 'flexbuild-release-'));
try {
  await rm(output, { recursive: true, force: true });
  await mkdir(output);
  const program = join(workFolder, 'flexbuild.cjs');
  const sources = await bundleProgram(program);
  for (const name of wanted) await release({ name, program, sources });
  await writeSums(output);
} finally {
  await rm(workFolder, { recursive: true });
}

/** One that cannot be made is said, and keeps nobody from the others. */
async function release({ name, program, sources }) {
  try {
    const { file, node } = await makeExecutable({ name, program, workFolder });
    const archive = join(output, `flexbuild-${name}.tar.gz`);
    await writeArchive(archive, {
      flexbuild: { mode: 0o755, content: file },
      LICENSE: { mode: 0o644, content: await readFile('LICENSE') },
      'THIRD-PARTY-NOTICES': { mode: 0o644, content: Buffer.from(thirdPartyNotices(sources, node)) },
    });
    console.log(archive);
  } catch (cause) {
    fail(`flexbuild-${name} is not made: ${cause.message}`);
  }
}

function fail(message) {
  console.error(`error: ${message}`);
  process.exitCode = 1;
}
