import { failed, passed, skipped } from '../outcome.ts';
import type { Check, Outcome, ServingApp } from '../types.ts';

/** An image that names no user runs as root by oversight; one that names root means it. */
export const user: Check = {
  id: 'user',
  title: 'runs as a user that its image names',
  why: 'Who breaks into an app that runs as root owns all of its container, and files that it made as root are lost to others.',
  fix: 'Add USER to the Dockerfile, and COPY --chown for what the app writes; USER root where it has to be.',
  at: null,
  stage: 'serving',
  run: userOutcome,
};

async function userOutcome({ host }: ServingApp): Promise<Outcome> {
  if (host.kind === 'process') return skipped('a plain process runs as whoever started flexbuild');
  const image = await host.engine.images.inspect(host.image);
  if (image === null) return skipped('the engine has its image no longer');
  return image.user === '' ? failed('its image names no user, so it runs as root') : passed;
}
