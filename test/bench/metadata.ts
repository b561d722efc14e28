/**
 * What the metadata server costs beside nginx with the same bodies and headers, with and without clients that wait for a
 * change. One after the other on the same core, load on another, in several rounds; the medians are printed. Other work on
 * the machine disturbs latencies and throughput more than CPU time, so judge by µs of CPU.
 *
 *     node test/bench/metadata.ts [ROUNDS]
 *
 * Needs nginx, wrk and taskset: `apt-get install nginx-light wrk util-linux`.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { get, startServer } from '../support/metadata.ts';
import { summary, type Measured } from './measured.ts';
import { cores, startPeer, type Peer } from './peer.ts';
import { measureWithWrk } from './wrk.ts';

const rounds = Number(process.argv[2] ?? 3);
const here = join(import.meta.dirname, 'metadata');
const scenarios = {
  'a value': '/computeMetadata/v1/instance/name',
  'an instance, recursively': '/computeMetadata/v1/instance/?recursive=true',
};

await using made = new AsyncDisposableStack();
const peers = await startPeers();
for (const [name, path] of Object.entries(scenarios)) {
  const results = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      results.set(peer.name, [...(results.get(peer.name) ?? []), await measure(peer, path)]);
    }
  }
  console.log(`\n${name}`);
  console.table(summary(results, { baseline: 'nginx' }));
}

function measure(peer: Peer, path: string): Promise<Measured> {
  const options = ['-H', 'Metadata-Flavor: Google', '-H', 'Host: metadata.google.internal'];
  return measureWithWrk(peer, { path, connections: 16, seconds: 3, options });
}

async function startPeers(): Promise<readonly Peer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-bench-'));
  made.defer(() => rm(folder, { recursive: true }));
  await writeBodies(join(folder, 'files'));
  const first = 20_000 + (process.pid % 10_000);
  const config = join(folder, 'nginx.conf');
  await writeFile(config, (await readFile(join(here, 'nginx.conf'), 'utf8')).replace('{{PORT}}', `${first}`));
  const flexbuild = (port: number, waiters: number) => [
    process.execPath,
    join(here, 'flexbuild.ts'),
    `${port}`,
    `${waiters}`,
  ];
  const core = cores.measured;
  const start = (name: string, port: number, command: readonly string[]) =>
    startPeer({ name, port, core, command }, made);
  return [
    await start('nginx', first, ['nginx', '-p', folder, '-e', 'stderr', '-c', config]),
    await start('flexbuild', first + 1, flexbuild(first + 1, 0)),
    await start('flexbuild, 1,000 waiters', first + 2, flexbuild(first + 2, 1000)),
  ];
}

/** What flexbuild answers, as files. */
async function writeBodies(files: string): Promise<void> {
  await using server = await startServer();
  const paths = { ...scenarios, 'an instance, recursively': '/recursive.json' };
  for (const [name, path] of Object.entries(scenarios)) {
    const file = join(files, paths[name as keyof typeof paths]);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, (await get(server.address, path)).body);
  }
}
