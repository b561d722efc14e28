import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ociArchive, packTar, type ArchiveEntry } from '../../src/archive/index.ts';
import { sha256 } from '../../src/core/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { testJob } from './session.ts';

/** The image's only tag, and what a FROM takes. */
export const tinyImage = 'flexbuild-test/busybox:1';

/** Busybox's own name for what a script needs. */
const commands = [
  'sh',
  'cat',
  'ls',
  'echo',
  'sleep',
  'env',
  'mkdir',
  'rm',
  'id',
  'stat',
  'tail',
  'head',
  'yes',
  'ip',
  'df',
  'dd',
  'nc',
  'httpd',
  'wget',
  'seq',
  'printf',
  'test',
  'kill',
  'chmod',
  'true',
  'false',
  'grep',
  'tr',
  'wc',
  'ps',
  'touch',
  'hostname',
  'mount',
];

/**
 * An image of 2 MB with a shell, made of Debian's busybox-static, without a registry. It stays on the engine for the
 * next run and is found again by its tag.
 */
export async function ensureTinyImage(engine: Engine): Promise<string> {
  if ((await engine.images.inspect(tinyImage)) !== null) return tinyImage;
  const layer = await buffer(packTar(rootFileSystem(busybox())));
  const archive = ociArchive({
    layers: [{ digest: sha256(layer), size: layer.length, content: () => Readable.from([layer]) }],
    config: {
      architecture: engine.capabilities.platform.split('/')[1] ?? 'amd64',
      createdMs: 0,
      env: { PATH: '/bin' },
      labels: { 'dev.flexbuild.test-image': 'busybox' },
      command: ['sh'],
      createdBy: 'flexbuild tests',
    },
    tags: [tinyImage],
  });
  await engine.images.load(archive, testJob());
  return tinyImage;
}

/** The program, of the package's file that apt fetches. */
function busybox(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'flexbuild-busybox-'));
  try {
    execFileSync('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', 'busybox-static'], {
      cwd: folder,
    });
    const [deb] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    execFileSync('dpkg', ['-x', join(folder, deb ?? ''), folder]);
    return readFileSync(join(folder, 'bin/busybox'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rootFileSystem(program: Buffer): readonly ArchiveEntry[] {
  const folder = (path: string, mode = 0o755): ArchiveEntry => ({
    kind: 'directory',
    path,
    mode,
    modifiedMs: 0,
  });
  const text = (path: string, content: string): ArchiveEntry => file(path, Buffer.from(content), 0o644);
  return [
    folder('bin'),
    file('bin/busybox', program, 0o755),
    ...commands.map((name): ArchiveEntry => ({
      kind: 'symlink',
      path: `bin/${name}`,
      target: 'busybox',
      modifiedMs: 0,
    })),
    folder('etc'),
    text('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/var/www:/bin/sh\n'),
    text('etc/group', 'root:x:0:\nwww-data:x:33:\n'),
    folder('root', 0o700),
    folder('tmp', 0o1777),
  ];
}

function file(path: string, content: Buffer, mode: number): ArchiveEntry {
  return { kind: 'file', path, mode, modifiedMs: 0, size: content.length, content: () => content };
}
