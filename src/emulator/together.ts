import type { Job } from '../core/index.ts';

/**
 * Runs tasks at the same time. The first that fails aborts the others, and its error is thrown once all have ended: nothing
 * goes on behind the caller's back while it cleans up.
 */
export async function together<T>(
  job: Job,
  tasks: readonly ((job: Job) => Promise<T>)[],
): Promise<readonly T[]> {
  const failed = new AbortController();
  const shared: Job = {
    notify: (notice) => job.notify(notice),
    signal: AbortSignal.any([job.signal, failed.signal]),
  };
  const settled = await Promise.allSettled(
    tasks.map(async (task) => {
      try {
        return await task(shared);
      } catch (cause) {
        failed.abort(cause);
        throw cause;
      }
    }),
  );
  failed.signal.throwIfAborted();
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
