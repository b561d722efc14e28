import { once } from 'node:events';
import { startApp } from '../../index.ts';
import { openAccessLog } from '../access-log.ts';
import { appOptions } from '../app-options.ts';
import { goesToBackground, startInBackground } from '../background.ts';
import type { Call, Command } from '../command.ts';
import { chooseHost } from '../host.ts';
import { buildFlags, metadataFlags, projectFlags } from '../options.ts';
import { appArgument, projectsNamed, reportWarnings } from '../projects.ts';

export const run: Command = {
  name: 'run',
  summary: 'Build an app and run it as on App Engine, behind its front end',
  arguments: [appArgument],
  flags: [
    ...projectFlags,
    ...buildFlags,
    'port',
    'https',
    'accessLog',
    'limits',
    'geo',
    'detach',
    'instances',
    'project',
    'env',
    'envFile',
    'volume',
    'network',
    'host',
    'python',
    'entrypoint',
    'inPlace',
    ...metadataFlags,
  ],
  examples: [
    'flexbuild run',
    'flexbuild run ./shop --port 9000 --env DEBUG=1',
    'flexbuild run --https --access-log requests.json',
    'flexbuild run --limits request-body=64mb,request-time=5m',
    "flexbuild run --geo '127.0.0.1=US/ca/mountain view/37.386051,-122.083851'",
    'flexbuild run --detach && flexbuild logs -f',
    'flexbuild run --image my-image:latest',
    'flexbuild run --host process',
    'flexbuild run --project my-project --credentials impersonate=dev@my-project.iam.gserviceaccount.com',
  ],
  run: (call) => (goesToBackground(call) ? inBackground(call) : here(call)),
};

async function here(call: Call): Promise<number> {
  const projects = projectsNamed(call);
  reportWarnings(projects, call.job);
  const options = await appOptions(call, projects);
  await using accessLog = await openAccessLog(call, options.app.project);
  const { job } = accessLog;
  await using chosen = await chooseHost(call);
  await using app = await startApp({ ...options, host: chosen.host }, job);
  call.onSecondInterrupt(() => void app.kill());
  const interrupted = job.signal.aborted ? Promise.resolve() : once(job.signal, 'abort');
  await Promise.race([app.stopped, interrupted]);
  await app.stop();
  return job.signal.aborted ? 130 : 0;
}

async function inBackground(call: Call): Promise<number> {
  const { record } = await startInBackground(call);
  call.print.result({ kind: 'session', ...record }, () => record.id);
  return 0;
}
