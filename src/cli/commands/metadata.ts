import { once } from 'node:events';
import {
  defaultAppSettings,
  deploymentSettings,
  failure,
  keepHeapSmall,
  startMetadataAlone,
  type DeploymentSettings,
  type MetadataRequest,
} from '../../index.ts';
import { detachedId, goesToBackground, startInBackground } from '../background.ts';
import type { Call, Command } from '../command.ts';
import { metadataSettings } from '../metadata.ts';
import { metadataFlags } from '../options.ts';
import { projectsNamed } from '../projects.ts';
import { configPath, openSessionNamed, stateFolderIn } from '../sessions.ts';

export const metadata: Command = {
  name: 'metadata',
  summary: 'Serve metadata on 127.0.0.1, for programs of this machine',
  arguments: [
    {
      usage: '[app]',
      help: 'answer as an instance of this app; default: of an app with nothing of its own',
    },
  ],
  flags: ['port', 'detach', 'project', ...metadataFlags],
  examples: [
    'flexbuild metadata --project my-project',
    'eval "$(flexbuild metadata --port 0 --detach)"',
    'flexbuild metadata --credentials impersonate=dev@my-project.iam.gserviceaccount.com',
  ],
  async run(call) {
    if (!goesToBackground(call)) return await here(call);
    const session = await startInBackground(call);
    const { phase } = await session.state({ untilSettled: true, signal: call.job.signal });
    if (phase.kind === 'running') printVariables(call, phase.emulator.url);
    return 0;
  },
};

export const metadataSet: Command = {
  name: 'metadata set',
  summary: 'Set metadata of what runs, for instance project/attributes/KEY',
  arguments: [
    pathArgument(),
    { usage: '<value>', help: 'the new value; whoever waits for a change is woken' },
  ],
  flags: ['session'],
  examples: [
    'flexbuild metadata set project/attributes/colour blue',
    'flexbuild metadata set instance/maintenance-event MIGRATE_ON_HOST_MAINTENANCE',
  ],
  async run(call) {
    const [path = '', value = ''] = call.args;
    await ask(call, { kind: 'set', path, value });
    return 0;
  },
};

export const metadataGet: Command = {
  name: 'metadata get',
  summary: 'Print metadata that was set, with --metadata or since then',
  arguments: [pathArgument()],
  flags: ['session'],
  examples: ['flexbuild metadata get project/attributes/colour'],
  async run(call) {
    const [path = ''] = call.args;
    const value = await ask(call, { kind: 'get', path });
    if (value === null) {
      throw failure({
        code: 'FB5212',
        message: `nothing is set at "${path}"`,
        hint: 'Set it with `flexbuild metadata set`; what is served without being set, the server itself says.',
      });
    }
    call.print.result({ kind: 'metadata-value', path, value }, () => value);
    return 0;
  },
};

export const metadataDelete: Command = {
  name: 'metadata delete',
  summary: 'Take back metadata that was set',
  arguments: [pathArgument()],
  flags: ['session'],
  examples: ['flexbuild metadata delete project/attributes/colour'],
  async run(call) {
    const [path = ''] = call.args;
    await ask(call, { kind: 'delete', path });
    return 0;
  },
};

function pathArgument() {
  return { usage: '<path>', help: 'below /computeMetadata/v1/' };
}

async function ask(call: Call, request: MetadataRequest): Promise<string | null> {
  const session = await openSessionNamed(call);
  return await session.metadata(request, { signal: call.job.signal });
}

async function here(call: Call): Promise<number> {
  keepHeapSmall();
  const { args, options, env, job } = call;
  const now = new Date();
  await using server = await startMetadataAlone(
    {
      deployment: deploymentMeant(call, now),
      metadata: await metadataSettings(call),
      listen: { host: '127.0.0.1', port: options.port },
      session: {
        stateFolder: stateFolderIn(env),
        id: detachedId(call),
        apps: [configPath(args[0] ?? '.')],
        detached: detachedId(call) !== null,
        now,
      },
    },
    job,
  );
  printVariables(call, server.url);
  const interrupted = job.signal.aborted ? Promise.resolve() : once(job.signal, 'abort');
  await Promise.race([server.stopped, interrupted]);
  return job.signal.aborted ? 130 : 0;
}

/** The app's where one is named; else one as app.yaml's defaults make it. */
function deploymentMeant(call: Call, now: Date): DeploymentSettings {
  const app = { ...defaultAppSettings, project: call.options.project ?? defaultAppSettings.project };
  if (call.args.length > 0) return deploymentSettings({ app, plan: projectsNamed(call)[0].plan, now });
  const size = { cpus: 1, memoryMb: 614 };
  return { ...app, ...size, service: 'default', runtime: 'custom', serviceAccount: null, now };
}

/** As a shell reads them, since that is where they are needed. */
function printVariables({ print }: Call, url: string): void {
  const server = new URL(url).host;
  const variables = {
    GCE_METADATA_HOST: server,
    GCE_METADATA_IP: server,
    GCE_METADATA_ROOT: server,
    METADATA_SERVER_DETECTION: 'assume-present',
  };
  print.result({ kind: 'metadata', url, variables }, () =>
    Object.entries(variables)
      .map(([name, value]) => `export ${name}=${value}\n`)
      .join(''),
  );
}
