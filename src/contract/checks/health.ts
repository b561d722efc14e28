import { ask } from '../ask.ts';
import { failed, passed, skipped } from '../outcome.ts';
import type { Check, Outcome, ServingApp } from '../types.ts';

/** The paths that app.yaml names for App Engine's checks. */
export const healthChecks: readonly Check[] = (['readiness', 'liveness'] as const).map((name) => ({
  id: name,
  title: `answers 200 on the path of ${name}_check`,
  why:
    name === 'readiness'
      ? 'App Engine sends no requests to an instance until this path answers 200.'
      : 'App Engine replaces instances whose path answers anything else.',
  fix: `Answer 200 on that path, or take ${name}_check.path out of app.yaml.`,
  at: null,
  stage: 'serving' as const,
  run: (app: ServingApp) => healthOutcome(app, name),
}));

async function healthOutcome(
  { plan, address, signal }: ServingApp,
  name: 'readiness' | 'liveness',
): Promise<Outcome> {
  const { path, host } = plan.run.health[name];
  if (path === null) return skipped(`app.yaml names no ${name}_check.path, so the app is not asked`);
  const url = new URL(path, `http://${address.host}:${address.port}`);
  const headers = { 'User-Agent': 'GoogleHC/1.0', Host: host ?? 'localhost' };
  const { status, body } = await ask({ url, headers, signal });
  return status === 200 ? passed : failed(`${path} answered ${status}`, body.split('\n').slice(0, 5));
}
