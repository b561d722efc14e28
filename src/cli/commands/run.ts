import { once } from 'node:events';
import { keepHeapSmall, startApp } from '../../index.ts';
import { openAccessLog } from '../access-log.ts';
import { appOptions } from '../app-options.ts';
import { goesToBackground, startInBackground } from '../background.ts';
import type { Call, Command } from '../command.ts';
import { chooseHost } from '../host.ts';
import { buildFlags, instanceFlags, metadataFlags, projectFlags } from '../options.ts';
import { appNamed } from '../projects.ts';

export const run: Command = {
  name: 'run',
  summary: 'Build an app and run it as on App Engine, behind its front end',
  arguments: [
    {
      usage: '[apps...]',
      help: 'folders with an app.yaml, yaml files, and a dispatch.yaml; default: this folder, and the dispatch.yaml in it',
    },
  ],
  flags: [
    ...projectFlags,
    ...buildFlags,
    'port',
    'https',
    'accessLog',
    'limits',
    'geo',
    'workers',
    'detach',
    'instances',
    'healthChecks',
    ...instanceFlags,
    ...metadataFlags,
  ],
  examples: [
    'flexbuild run',
    'flexbuild run ./shop --port 9000 --env DEBUG=1',
    'flexbuild run app.yaml worker/app.yaml dispatch.yaml',
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
  keepHeapSmall();
  const options = await appOptions(call, appNamed(call));
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
  // The process in the background reads the files again; what there is to say of them is said here, where somebody looks.
  appNamed(call);
  const { record } = await startInBackground(call);
  call.print.result({ kind: 'session', ...record }, () => record.id);
  return 0;
}
