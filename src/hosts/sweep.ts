import { labels, type Job, type Labels } from '../core/index.ts';
import type { Engine } from '../engine/index.ts';
import { isDead, parseOwner } from './owner.ts';

/**
 * Removes the containers and networks that dead sessions of this machine left on the engine, with a notice for each
 * session. What a living process or another machine owns stays: engines are shared.
 */
export async function sweep(engine: Engine, job: Job): Promise<void> {
  const containers = (await engine.containers.list({})).filter(isLeftBehind);
  await Promise.all(containers.map((one) => engine.containers.remove(one.id)));
  // A network goes only once nothing is in it.
  const networks = (await engine.networks.list({})).filter(isLeftBehind);
  await Promise.all(networks.map((one) => engine.networks.remove(one.id)));
  const bySession = Map.groupBy([...containers, ...networks], (one) => one.labels[labels.session] ?? '');
  for (const [session, found] of bySession) {
    job.notify({ kind: 'swept', what: found.map((one) => one.name).join(', '), session });
  }
}

function isLeftBehind(found: { readonly labels: Labels }): boolean {
  const owner = parseOwner(found.labels[labels.owner] ?? '');
  return owner !== null && isDead(owner);
}
