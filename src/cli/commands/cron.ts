import { dirname, join } from 'node:path';
import { examineCronYaml, failure, FlexbuildError, type CronJob } from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { readNamedFile } from '../named-file.ts';
import { formatTable } from '../print/table.ts';
import { configPath, openSessionNamed } from '../sessions.ts';
import { sendAndReport } from '../trusted.ts';

export const cronRun: Command = {
  name: 'cron run',
  summary: "Run jobs of cron.yaml now, as App Engine's cron would",
  arguments: [{ usage: '[jobs...]', help: 'by their url or description; default: each job once' }],
  flags: ['file', 'session'],
  examples: ['flexbuild cron run /tasks/clean', 'flexbuild cron run --file ops/cron.yaml'],
  async run(call) {
    const session = await openSessionNamed(call);
    const [firstApp = '.'] = session.record.apps;
    const jobs = jobsMeant(call.args, jobsIn(call, dirname(firstApp)));
    const failures: FlexbuildError[] = [];
    for (const { url, target } of jobs) {
      const request = {
        sender: { kind: 'cron' },
        method: 'GET',
        url,
        service: target?.service ?? null,
        headers: [],
        body: null,
      } as const;
      await sendAndReport(call, { session, request }).catch((cause: unknown) => {
        if (!(cause instanceof FlexbuildError)) throw cause;
        failures.push(cause);
      });
    }
    // One job's failure keeps no other from running, as on App Engine.
    const [first, ...rest] = failures.flatMap(({ diagnostics }) => diagnostics);
    if (first) throw new FlexbuildError([first, ...rest]);
    return 0;
  },
};

export const cronList: Command = {
  name: 'cron list',
  summary: 'List the jobs of cron.yaml',
  arguments: [],
  flags: ['file', 'session'],
  examples: ['flexbuild cron list'],
  run(call) {
    const jobs = jobsIn(call, dirname(configPath(call.options.session ?? '.')));
    call.print.result({ kind: 'cron-jobs', jobs }, () =>
      formatTable(
        ['URL', 'SCHEDULE', 'TIME ZONE', 'SERVICE', 'DESCRIPTION'],
        jobs.map(({ url, scheduleText, timezone, target, description }) => [
          url,
          scheduleText,
          timezone,
          target?.service ?? '',
          description ?? '',
        ]),
      ),
    );
    return 0;
  },
};

/** Throws what is wrong with the file; FB6005 where it cannot be read. */
function jobsIn({ options, job }: Call, folder: string): readonly CronJob[] {
  const file = options.file ?? join(folder, 'cron.yaml');
  const { config, diagnostics } = examineCronYaml({
    file,
    text: readNamedFile('--file', file),
    substitutions: null,
  });
  const [first, ...rest] = diagnostics.filter(({ severity }) => severity === 'error');
  if (first) throw new FlexbuildError([first, ...rest]);
  for (const diagnostic of diagnostics) job.notify({ kind: 'diagnostic', diagnostic });
  return config?.jobs.map((located) => located.job) ?? [];
}

function jobsMeant(names: readonly string[], jobs: readonly CronJob[]): readonly CronJob[] {
  if (names.length === 0) return jobs;
  return names.flatMap((name) => {
    const meant = jobs.filter(({ url, description }) => url === name || description === name);
    if (meant.length > 0) return meant;
    throw failure({
      code: 'FB6030',
      message: `cron.yaml has no job "${name}"`,
      hint: `Name one of ${jobs.map(({ url }) => url).join(', ')}.`,
    });
  });
}
