import { machineFilesFolder } from '../../hosts/index.ts';
import { containerOf } from '../container-of.ts';
import { failedAt, passed, skipped } from '../outcome.ts';
import type { Check, HostView, Outcome, ServingApp } from '../types.ts';
import { strayChanges } from './stray-changes.ts';

/** An instance's disk takes every write, and goes with the instance: App Engine says nothing of what is lost. */
export const writes: Check = {
  id: 'writes',
  title: 'writes to /tmp, /run, /var/log, its volumes and its caches alone',
  why: 'Instances are replaced at any time, their disks with them, and no instance sees the disk of another: what is kept there is lost.',
  fix: 'Keep it in Cloud Storage or in a database; what may be lost goes to /tmp, or its path to `writes` in the test file.',
  at: null,
  stage: 'serving',
  run: writesOutcome,
};

async function writesOutcome(app: ServingApp): Promise<Outcome> {
  const { host } = app;
  if (host.kind === 'process') return skipped('where a plain process writes is not looked at');
  const id = await containerOf(host.engine, app.instance().instance);
  if (id === null) return skipped('its container has ended');
  const stray = strayChanges(await host.engine.containers.changes(id), writablePaths(app, host));
  if (stray.length === 0) return passed;
  return failedAt(
    stray.length === 1
      ? 'it wrote to a place that is lost'
      : `it wrote to ${stray.length} places that are lost`,
    stray.map(({ kind, path }) => `${kind} ${path}`),
  );
}

/** Mounts show as changes where the image has no folder for them. */
function writablePaths(
  { plan, mayWrite }: ServingApp,
  { volumes }: Extract<HostView, { readonly kind: 'container' }>,
): readonly string[] {
  const ofPlan = plan.run.resources.volumes.map(({ name }) => `/mnt/${name}`);
  const ofDesk = volumes.flatMap((volume) => /:(\/[^:]*)(?::[^:/]*)?$/.exec(volume)?.[1] ?? []);
  return [...ofPlan, ...ofDesk, ...mayWrite, machineFilesFolder].map((path) =>
    path.replace(/(?<=.)\/+$/, ''),
  );
}
