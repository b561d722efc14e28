import { dirname, join } from 'node:path';
import { examineCronYaml, failure, throwErrorsAmong, type CronJob } from '../index.ts';
import type { Call } from './command.ts';
import { readNamedFile } from './named-file.ts';
import { configPath } from './sessions.ts';

/** The positional argument of commands about some jobs or all. */
export const jobsArgument = { usage: '[jobs...]', help: 'by their url or description; default: all of them' };

/** The jobs that a command line means, of the cron.yaml beside the app that `apps` begin with. */
export function jobsNamed(call: Call, apps: readonly string[]): readonly CronJob[] {
  const [first = configPath(call.options.session ?? '.')] = apps;
  const jobs = jobsIn(call, dirname(first));
  if (call.args.length === 0) return jobs;
  return call.args.flatMap((name) => {
    const meant = jobs.filter(({ url, description }) => url === name || description === name);
    if (meant.length > 0) return meant;
    throw failure({
      code: 'FB6030',
      message: `cron.yaml has no job "${name}"`,
      hint: `Name one of ${jobs.map(({ url }) => url).join(', ')}.`,
    });
  });
}

/** Throws what is wrong with the file; FB6005 where it cannot be read. */
function jobsIn({ options, job }: Call, folder: string): readonly CronJob[] {
  const file = options.file ?? join(folder, 'cron.yaml');
  const text = readNamedFile('--file', file);
  const { config, diagnostics } = examineCronYaml({ file, text, substitutions: null });
  throwErrorsAmong(diagnostics);
  for (const diagnostic of diagnostics) job.notify({ kind: 'diagnostic', diagnostic });
  return config?.jobs.map((located) => located.job) ?? [];
}
