/**
 * What the front end costs beside nginx with the same rewriting, HAProxy and the proxy libraries of npm, and what the
 * origin answers without any of them. One proxy after the other on the same core, load and origin on another, in several
 * rounds; the medians are printed. Other work on the machine disturbs latencies and throughput more than CPU time, so
 * judge by µs of CPU.
 *
 *     node test/bench/frontend.ts [ROUNDS] [SCENARIO]
 *
 * Needs nginx, haproxy, wrk, h2load and taskset: `apt-get install nginx-light haproxy wrk nghttp2-client util-linux`.
 */
import { measureHttp } from './frontend/http-load.ts';
import { measureHttp2 } from './frontend/http2-load.ts';
import { startPeers, type ProxyPeer } from './frontend/peers.ts';
import { scenarios, type Scenario } from './frontend/scenarios.ts';
import { measureWebSockets } from './frontend/websocket-load.ts';
import { ratioOf, summary, type Measured } from './measured.ts';
import { stayOnLoadCore } from './peer.ts';

const rounds = Number(process.argv[2] ?? 3);
const wanted = scenarios.filter(({ name }) => name.includes(process.argv[3] ?? ''));

stayOnLoadCore();
await using peers = await startPeers(wanted);
for (const scenario of wanted) {
  const able = peers.all.filter((peer) => isAble(peer, scenario));
  const results = new Map<string, Measured[]>();
  for (const peer of able) await warmUp(peer, scenario);
  for (let round = 0; round < rounds; round++) {
    for (const peer of able) {
      results.set(peer.name, [...(results.get(peer.name) ?? []), await measure(peer, scenario)]);
    }
  }
  console.log(`\n${scenario.name}`);
  console.table(summary(results, { baseline: 'nginx' }));
  const libraries = able.filter(({ isLibrary }) => isLibrary).map(({ name }) => name);
  if (libraries.length > 0) console.log(besideBest(results, libraries));
}

function isAble({ securePort, hasWebSockets }: ProxyPeer, { kind }: Scenario): boolean {
  switch (kind) {
    case 'http':
      return true;
    case 'http2':
      return securePort !== null;
    case 'websocket':
      return hasWebSockets;
    default:
      return kind satisfies never;
  }
}

/** By requests, not by time: a busy machine answers few in a second. */
async function warmUp(peer: ProxyPeer, scenario: Scenario): Promise<void> {
  let answered = 0;
  while (answered < scenario.warmUp) {
    const { perSecond } = await measure(peer, scenario);
    if (perSecond === 0) throw new Error(`${peer.name} answers nothing`);
    answered += perSecond * scenario.seconds;
  }
}

function measure(peer: ProxyPeer, scenario: Scenario): Promise<Measured> {
  switch (scenario.kind) {
    case 'http':
      return measureHttp(peer, scenario);
    case 'http2':
      return measureHttp2(peer, scenario);
    case 'websocket':
      return measureWebSockets(peer, scenario);
    default:
      return scenario satisfies never;
  }
}

/** Each by itself: the library with the most requests need not be the one with the least CPU time. */
function besideBest(results: ReadonlyMap<string, readonly Measured[]>, libraries: readonly string[]): string {
  const own = results.get('flexbuild') ?? [];
  const ratios = (ratio: (library: readonly Measured[]) => number): number =>
    Math.min(...libraries.map((name) => ratio(results.get(name) ?? [])));
  const requests = ratios((library) => ratioOf(own, library, 'perSecond'));
  const cpu = ratios((library) => ratioOf(library, own, 'cpuUs'));
  return `flexbuild: ${requests.toFixed(2)} × the requests of the best library, ${cpu.toFixed(2)} × by CPU time`;
}
