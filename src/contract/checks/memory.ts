import { ask } from '../ask.ts';
import { containerOf } from '../container-of.ts';
import { failed, passed, skipped } from '../outcome.ts';
import type { Check, Outcome, ServingApp } from '../types.ts';
import { residentBytes } from './resident-bytes.ts';

/** Whether memory grows past its limit while requests come. */
export const memory: Check = {
  id: 'memory',
  title: 'stays below its memory while requests come',
  why: 'The kernel kills an app that needs more than resources.memory_gb, with every request that it has open.',
  fix: 'Raise resources.memory_gb, start fewer workers, or find what keeps the memory of each request.',
  at: null,
  stage: 'serving',
  run: memoryOutcome,
};

/** As many at a time as a browser opens to one host, and two. */
const concurrency = 8;

const bytesPerMb = 1024 * 1024;

async function memoryOutcome(app: ServingApp): Promise<Outcome> {
  const { host, plan } = app;
  if (app.requests === 0) return skipped('no requests are sent');
  const limitMb = Math.floor(plan.run.resources.memoryGb * 1024);
  await sendAll(app);
  const { state, detail, restarts, instance } = app.instance();
  if (restarts > 0 || state !== 'ready')
    return failed(`it ended while ${app.requests} requests came`, detail === null ? [] : [detail]);
  if (host.kind === 'container') {
    const { capabilities, containers } = host.engine;
    if (!capabilities.limits.memory) return skipped('this engine holds no container to its memory');
    // Of a server with workers one dies, and is started again: the instance goes on.
    const id = await containerOf(host.engine, instance);
    return id !== null && (await containers.ranOutOfMemory(id))
      ? failed(`a process of it was killed at ${limitMb} MB while ${app.requests} requests came`)
      : passed;
  }
  const bytes = await residentBytes(instance);
  if (bytes === null) return skipped('how much memory a process has is read on Linux alone');
  const usedMb = Math.ceil(bytes / bytesPerMb);
  const sum = `${usedMb} MB of ${limitMb} MB after ${app.requests} requests`;
  return usedMb <= limitMb ? passed : failed(`it needs more memory than it has: ${sum}`);
}

/** Requests for / through the front end; what is answered is for other checks. */
async function sendAll({ url, requests, signal }: ServingApp): Promise<void> {
  let left = requests;
  const sender = async () => {
    // A request without an answer shows in the instance's state.
    while (left-- > 0) await ask({ url: new URL(url), signal }).catch(() => signal.throwIfAborted());
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
}
