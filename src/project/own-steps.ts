import { withoutOwnMounts } from '../context/index.ts';
import type { Job } from '../core/index.ts';

/** A job that shows build steps as the Dockerfile on disk has them, without what this machine added to the copy. */
export function showingOwnSteps(job: Job): Job {
  return {
    signal: job.signal,
    notify(notice) {
      const isStep = notice.kind === 'build-step';
      job.notify(isStep ? { ...notice, name: withoutOwnMounts(notice.name) } : notice);
    },
  };
}
