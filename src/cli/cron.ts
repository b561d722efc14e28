import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { examineCronYaml, failure, throwErrorsAmong, type CronJob } from '../index.ts';
import type { Call } from './command.ts';
import { readNamedFile } from './named-file.ts';
import { configPath } from './sessions.ts';

/** The positional argument of commands about some jobs or all. */
export const jobsArgument = { usage: '[jobs...]', help: 'by their url or description; default: all of them' };

type JobsCall = Pick<Call, 'args' | 'job'> & { readonly options: Pick<Call['options'], 'file' | 'session'> };

/** The jobs that a command line means, of the cron.yaml beside the app that `apps` begin with. */
export function jobsNamed(call: JobsCall, apps: readonly string[]): readonly CronJob[] {
  const [first = configPath(call.options.session ?? '.')] = apps;
  const jobs = jobsIn(call, dirname(first));
  if (call.args.length === 0) return jobs;
  return call.args.flatMap((name) => {
    const meant = jobs.filter(({ url, description }) => url === name || description === name);
    if (meant.length > 0) return meant;
    throw failure({
      code: 'FB6030',
      message: `cron.yaml has no job "${name}"`,
      hint:
        jobs.length === 0
          ? 'Add it with `url` and `schedule`: there are none yet.'
          : `Name one of ${jobs.map(({ url }) => url).join(', ')}.`,
    });
  });
}

/** Throws what is wrong with the file; FB3201 where an app has none, FB6005 where the one of --file cannot be read. */
function jobsIn({ options, job }: JobsCall, folder: string): readonly CronJob[] {
  const file = options.file ?? join(folder, 'cron.yaml');
  if (options.file === null && !existsSync(file)) {
    throw failure({
      code: 'FB3201',
      message: `there is no file "${file}"`,
      hint: 'Write one, or name it with --file.',
    });
  }
  const text = readNamedFile('--file', file);
  const { config, diagnostics } = examineCronYaml({ file, text, substitutions: null });
  throwErrorsAmong(diagnostics);
  for (const diagnostic of diagnostics) job.notify({ kind: 'diagnostic', diagnostic });
  return config?.jobs.map((located) => located.job) ?? [];
}
