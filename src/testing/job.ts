import type { Job, Project } from '../index.ts';
import type { Recordings } from './recordings.ts';
import type { FlexAppOptions } from './types.ts';

interface JobRequest extends Pick<FlexAppOptions, 'onNotice' | 'signal'> {
  readonly projects: readonly Project[];
  readonly recorded: Recordings;
}

/** A job whose notices are recorded; those of the plans have been given already. */
export function jobOf({ onNotice, signal, projects, recorded }: JobRequest): Job {
  const job: Job = {
    notify(notice) {
      recorded.onNotice(notice);
      onNotice?.(notice);
    },
    signal: signal ?? new AbortController().signal,
  };
  for (const { plan } of projects)
    for (const diagnostic of plan.diagnostics) job.notify({ kind: 'diagnostic', diagnostic });
  return job;
}
