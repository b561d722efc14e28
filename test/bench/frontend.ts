/**
 * What the front end costs beside nginx with the same rewriting and HAProxy, and what the origin answers without any of
 * them. One proxy after the other on the same core, load and origin on another, in several rounds; the medians are printed.
 * Other work on the machine disturbs latencies and throughput more than CPU time, so judge by µs of CPU.
 *
 *     node test/bench/frontend.ts [ROUNDS] [SCENARIO]
 *
 * Needs nginx, haproxy, wrk and taskset: `apt-get install nginx-light haproxy wrk util-linux`.
 */
import { measureHttp } from './frontend/http-load.ts';
import { summary, type Measured } from './measured.ts';
import type { Peer } from './peer.ts';
import { startPeers } from './frontend/peers.ts';
import { scenarios, type Scenario } from './frontend/scenarios.ts';
import { measureWebSockets } from './frontend/websocket-load.ts';

const rounds = Number(process.argv[2] ?? 3);
const wanted = process.argv[3] ?? '';

await using peers = await startPeers();
for (const scenario of scenarios.filter(({ name }) => name.includes(wanted))) {
  const results = new Map<string, Measured[]>();
  // Not counted: what compiles as it runs is not compiled yet.
  for (const peer of peers.all) await measure(peer, scenario);
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers.all) {
      results.set(peer.name, [...(results.get(peer.name) ?? []), await measure(peer, scenario)]);
    }
  }
  console.log(`\n${scenario.name}`);
  console.table(summary(results, { baseline: 'nginx' }));
}

function measure(peer: Peer, scenario: Scenario): Promise<Measured> {
  return scenario.kind === 'http' ? measureHttp(peer, scenario) : measureWebSockets(peer, scenario);
}
