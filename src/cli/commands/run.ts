import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  defaultAppSettings,
  failure,
  newSessionId,
  parseEnvFile,
  startApp,
  startDetached,
  type AppOptions,
  type Project,
} from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { assignments } from '../engine.ts';
import { chooseHost } from '../host.ts';
import { metadataSettings } from '../metadata.ts';
import { buildFlags, metadataFlags, projectFlags } from '../options.ts';
import { appArgument, projectsNamed, reportWarnings } from '../projects.ts';
import { configPath, stateFolderIn } from '../sessions.ts';

/** Tells the process in the background which session it is. */
const detachedSession = 'FLEXBUILD_DETACHED_SESSION';

export const run: Command = {
  name: 'run',
  summary: 'Build an app and run it as on App Engine, behind its front end',
  arguments: [appArgument],
  flags: [
    ...projectFlags,
    ...buildFlags,
    'port',
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
    'flexbuild run --detach && flexbuild logs -f',
    'flexbuild run --image my-image:latest',
    'flexbuild run --host process',
    'flexbuild run --project my-project --credentials impersonate=dev@my-project.iam.gserviceaccount.com',
  ],
  run: (call) =>
    call.options.detach && call.env[detachedSession] === undefined ? inBackground(call) : here(call),
};

async function here(call: Call): Promise<number> {
  const { job } = call;
  const projects = projectsNamed(call);
  reportWarnings(projects, job);
  const options = await appOptions(call, projects);
  await using chosen = await chooseHost(call);
  await using app = await startApp({ ...options, host: chosen.host }, job);
  call.onSecondInterrupt(() => void app.kill());
  const interrupted = job.signal.aborted ? Promise.resolve() : once(job.signal, 'abort');
  await Promise.race([app.stopped, interrupted]);
  await app.stop();
  return job.signal.aborted ? 130 : 0;
}

async function appOptions(
  { options, env }: Call,
  projects: AppOptions['projects'],
): Promise<Omit<AppOptions, 'host'>> {
  return {
    projects,
    env: deskEnvironment({ options, env }),
    app: { ...defaultAppSettings, project: options.project ?? defaultAppSettings.project },
    metadata: await metadataSettings({ options, env }),
    instances: options.instances,
    listen: { host: '127.0.0.1', port: options.port },
    session: {
      stateFolder: stateFolderIn(env),
      id: env[detachedSession] ?? null,
      apps: projects.map(({ configFile }: Project) => configPath(configFile)),
      detached: env[detachedSession] !== undefined,
      now: new Date(),
    },
  };
}

/** Files first, in their order; single variables win over them. */
function deskEnvironment({ options, env }: Pick<Call, 'options' | 'env'>): Readonly<Record<string, string>> {
  const files = options.envFile.map((file) =>
    parseEnvFile({ file, text: readNamedFile('--env-file', file), inherited: env }),
  );
  return Object.assign({}, ...files, assignments('--env', options.env, env)) as Record<string, string>;
}

function readNamedFile(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw failure(
      {
        code: 'FB6005',
        message: `${flag} names "${file}", which cannot be read: ${(cause as Error).message}`,
        hint: 'Check the path.',
      },
      { cause },
    );
  }
}

async function inBackground({ env, job, print }: Call): Promise<number> {
  const id = newSessionId();
  const args = [...process.execArgv, ...process.argv.slice(1)];
  const command = {
    file: process.execPath,
    args,
    cwd: process.cwd(),
    env: { ...env, [detachedSession]: id },
  };
  // What the app writes is for `logs`; here stdout has the session's id alone.
  const quiet: typeof job = {
    signal: job.signal,
    notify: (notice) => notice.kind !== 'app-output' && job.notify(notice),
  };
  const session = await startDetached({ stateFolder: stateFolderIn(env), id, command }, quiet);
  print.result({ kind: 'session', ...session.record }, () => session.record.id);
  return 0;
}
