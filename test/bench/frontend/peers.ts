import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cores, startPeer, type Peer } from '../peer.ts';
import { scenarios } from './scenarios.ts';

/** Everything that is compared; disposing ends all of it. */
export interface Peers extends AsyncDisposable {
  readonly all: readonly Peer[];
}

const sizes = scenarios.flatMap((one) => (one.kind === 'http' && one.down > 0 ? [one.down] : []));
const here = import.meta.dirname;

/** Starts the origin and the three proxies before it. */
export async function startPeers(): Promise<Peers> {
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-bench-'));
  made.defer(() => rm(folder, { recursive: true }));
  for (const bytes of sizes) await put(folder, bytes);
  const first = 20_000 + (process.pid % 10_000);
  const ports = {
    ORIGIN: first,
    APP: first + 1,
    NGINX: first + 2,
    HAPROXY: first + 3,
    FLEXBUILD: first + 4,
  };

  const configured = async (name: string): Promise<string> => {
    const text = await readFile(join(here, name), 'utf8');
    const file = join(folder, name);
    await writeFile(
      file,
      text.replace(/\{\{(\w+)\}\}/g, (_, key: keyof typeof ports) => String(ports[key])),
    );
    return file;
  };
  const start = (name: string, port: number, core: string, command: readonly string[]): Promise<Peer> =>
    startPeer({ name, port, core, command }, made);
  const nginx = async (config: string) => [
    'nginx',
    '-p',
    folder,
    '-e',
    'stderr',
    '-c',
    await configured(config),
  ];

  const { measured: proxy, load } = cores;
  await start('app', ports.APP, load, [process.execPath, join(here, 'app.ts'), String(ports.APP)]);
  const direct = await start('direct', ports.ORIGIN, load, await nginx('origin.conf'));
  const flexbuild = [process.execPath, await compiled(folder), String(ports.FLEXBUILD), String(ports.ORIGIN)];
  const all = [
    direct,
    await start('nginx', ports.NGINX, proxy, await nginx('nginx.conf')),
    await start('haproxy', ports.HAPROXY, proxy, [
      'haproxy',
      '-q',
      '-db',
      '-f',
      await configured('haproxy.cfg'),
    ]),
    await start('flexbuild', ports.FLEXBUILD, proxy, flexbuild),
  ];
  const kept = made.move();
  return { all, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A file that the origin answers with. */
async function put(folder: string, bytes: number): Promise<void> {
  await mkdir(join(folder, 'files'), { recursive: true });
  await writeFile(join(folder, 'files', String(bytes)), 'x'.repeat(bytes));
}

/** As users get it: node's own way with TypeScript takes memory that has nothing to do with requests. */
async function compiled(folder: string): Promise<string> {
  await build({
    entryPoints: [join(here, 'flexbuild.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  return join(folder, 'flexbuild.mjs');
}
