import { posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { ContainerFile, Containers } from '../../engine/index.ts';
import { containerOf } from '../container-of.ts';
import { failedAt, passed, skipped } from '../outcome.ts';
import type { Check, Outcome, ServingApp } from '../types.ts';
import { runUserOf, type RunUser } from './run-user.ts';

/** COPY makes everything root's, and keeps the modes of the machine that it comes from. */
export const rootFiles: Check = {
  id: 'root-files',
  title: 'can read every file of its folder, and finds none there that makes it root',
  why: "COPY makes all files root's and keeps their modes: what only its owner may read here, the app cannot read there; and who breaks in becomes root by a setuid program.",
  fix: "COPY --chown them to the app's user, or `chmod a+rX` them before; `chmod u-s` takes the setuid bit away.",
  at: null,
  stage: 'serving',
  run: rootFilesOutcome,
};

async function rootFilesOutcome(app: ServingApp): Promise<Outcome> {
  const { host } = app;
  if (host.kind === 'process')
    return skipped('a plain process runs with the files of whoever started flexbuild');
  const { containers, images } = host.engine;
  const [image, id] = await Promise.all([
    images.inspect(host.image),
    containerOf(host.engine, app.instance().instance),
  ]);
  if (image === null || id === null) return skipped('its container has ended');
  const folder = image.workingFolder.replace(/\/+$/, '');
  if (folder === '') return skipped('its image names no WORKDIR, so nothing tells which files are its own');
  const [passwd, group] = await Promise.all(
    ['/etc/passwd', '/etc/group'].map((path) => textAt(containers, id, path)),
  );
  const user = runUserOf(image.user, { passwd: passwd ?? '', group: group ?? '' });
  if (user === null) return skipped(`its image has no user ${image.user}`);
  if (user.uid === 0) return skipped('it runs as root, which reads every file');
  const real = await realFolder(containers, id, folder);
  const problems = await problemsOf(containers.files(id, real), user);
  if (problems.length === 0) return passed;
  return failedAt(`${problems.length} of its files are not as it needs them`, problems);
}

/** The text of one file; null where there is none. */
async function textAt(
  containers: Pick<Containers, 'files'>,
  id: string,
  path: string,
): Promise<string | null> {
  for await (const file of containers.files(id, path))
    if (file.kind === 'file') return (await buffer(Readable.from(file.content()))).toString();
  return null;
}

/** Where a folder lies: below a symbolic link, the engine finds no more than the link. */
async function realFolder(containers: Pick<Containers, 'files'>, id: string, path: string): Promise<string> {
  for await (const file of containers.files(id, path))
    return file.kind === 'symlink'
      ? await realFolder(containers, id, posix.resolve(posix.dirname(path), file.target))
      : path;
  return path;
}

async function problemsOf(files: AsyncIterable<ContainerFile>, user: RunUser): Promise<readonly string[]> {
  const problems: string[] = [];
  const closed: string[] = [];
  for await (const file of files) {
    // What lies in a folder that is closed is not worth a line of its own.
    if (file.kind === 'symlink' || closed.some((folder) => file.path.startsWith(`${folder}/`))) continue;
    const owner = `${file.uid}:${file.gid}, mode ${file.mode.toString(8).padStart(4, '0')}`;
    if (!isReadable(file, user)) {
      problems.push(`${file.path} cannot be read by ${user.uid}: it belongs to ${owner}`);
      if (file.kind === 'directory') closed.push(file.path);
    } else if (file.kind === 'file' && file.uid === 0 && (file.mode & setuidBit) !== 0) {
      problems.push(`${file.path} runs as root: it belongs to ${owner}`);
    }
  }
  return problems;
}

/** inode(7). */
const setuidBit = 0o4000;
const readBit = 4;
const enterBit = 1;

/** The kernel looks at one class alone, the first that the user is of: path_resolution(7). */
function isReadable(
  { kind, mode, uid, gid }: Exclude<ContainerFile, { readonly kind: 'symlink' }>,
  user: RunUser,
): boolean {
  const classShift = uid === user.uid ? 6 : user.gids.includes(gid) ? 3 : 0;
  const needed = kind === 'directory' ? readBit | enterBit : readBit;
  return ((mode >> classShift) & needed) === needed;
}
