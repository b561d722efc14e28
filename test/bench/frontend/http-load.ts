import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measured } from '../measured.ts';
import type { Peer } from '../peer.ts';
import { measureWithWrk } from '../wrk.ts';
import type { HttpScenario } from './scenarios.ts';

/** Loads a peer with requests of one kind. */
export async function measureHttp(peer: Peer, scenario: HttpScenario): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-bench-'));
  try {
    const script = join(folder, 'load.lua');
    await writeFile(script, `wrk.method = "${scenario.up > 0 ? 'POST' : 'GET'}"\n${bodyOf(scenario)}`);
    const path = `/${scenario.down}?with=a&query`;
    return await measureWithWrk(peer, { ...scenario, path, options: ['--timeout', '30s', '-s', script] });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function bodyOf({ up }: HttpScenario): string {
  return up > 0 ? `wrk.body = string.rep("x", ${up})\n` : '';
}
