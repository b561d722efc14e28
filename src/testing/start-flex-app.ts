import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import {
  defaultAppSettings,
  localAuthority,
  openDispatch,
  parseLimits,
  parsePlaces,
  startApp,
  userFolders,
  usualMetadata,
  type AppOptions,
  type DispatchRule,
  type Job,
  type Project,
  type RunningEmulator,
  type UserFolders,
} from '../index.ts';
import { openHost } from './host.ts';
import { jobOf } from './job.ts';
import { recordings, type Recordings } from './recordings.ts';
import { pathOf, projectAt } from './target.ts';
import type { AppTarget, FlexApp, FlexAppOptions, SecureFrontEnd } from './types.ts';

/** A free port, so that tests that run at the same time have one each. */
const anyPort = { host: '127.0.0.1', port: 0 };

/**
 * Builds an app where that has to be done, and returns once it answers behind a front end of its own. What a test that
 * was killed left behind is removed first. Throws a `FlexbuildError` as `flexbuild run` shows it; nothing is left then.
 */
export async function startFlexApp(
  target: AppTarget | readonly [AppTarget, ...AppTarget[]],
  options: FlexAppOptions = {},
): Promise<FlexApp> {
  const machine = options.machine ?? process.env;
  const folders = userFolders({ env: machine, home: homedir() });
  const projects = projectsAt(target, options);
  const recorded = recordings();
  const job = jobOf({ ...options, projects, recorded });
  await using made = new AsyncDisposableStack();
  made.defer(() => recorded.close());
  const { host } = made.use(await openHost({ choice: options.host ?? 'auto', machine, folders }, job));
  const dispatch = dispatchFor({ options, projects }, job);
  const appOptions = optionsFor({ options, projects, dispatch, folders, recorded });
  const emulator = made.use(await startApp({ ...appOptions, host }, job));
  emulator.stopped.finally(() => recorded.close()).catch(() => undefined);
  const secure = await secureFrontEnd({ emulator, folders, signal: job.signal });
  const kept = made.move();

  return {
    url: emulator.url,
    secure,
    services: projects.map(({ plan: { service } }) => ({
      name: service,
      host: `${service}.localhost`,
      instances: () => emulator.state().instances.filter((one) => one.service === service),
    })),
    logs: recorded.logs,
    metadata: { ...emulator.metadata, requests: recorded.metadata },
    frontEnd: { requests: recorded.frontEnd },
    send: (request, { signal }) => emulator.send(request, { signal }),
    stop: () => emulator.stop(),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function projectsAt(
  target: AppTarget | readonly [AppTarget, ...AppTarget[]],
  { host, substitutions }: FlexAppOptions,
): readonly [Project, ...Project[]] {
  const image = typeof host === 'object' && host.kind === 'container' ? (host.image ?? null) : null;
  const open = (one: AppTarget): Project => projectAt(one, { image, substitutions: substitutions ?? null });
  const [first, ...rest] = typeof target === 'string' || target instanceof URL ? [target] : target;
  return [open(first), ...rest.map(open)];
}

function dispatchFor(
  { options: { dispatch }, projects }: Pick<AppRequest, 'options' | 'projects'>,
  job: Job,
): readonly DispatchRule[] {
  if (dispatch === null) return [];
  const opened = openDispatch({ named: dispatch === undefined ? [] : [pathOf(dispatch)], projects });
  for (const diagnostic of opened?.diagnostics ?? []) job.notify({ kind: 'diagnostic', diagnostic });
  return opened?.rules ?? [];
}

interface AppRequest {
  readonly options: FlexAppOptions;
  readonly projects: AppOptions['projects'];
  readonly dispatch: AppOptions['dispatch'];
  readonly folders: UserFolders;
  readonly recorded: Recordings;
}

function optionsFor({
  options,
  projects,
  dispatch,
  folders,
  recorded,
}: AppRequest): Omit<AppOptions, 'host'> {
  const { project = defaultAppSettings.project, version = null, metadata = {}, faults = [] } = options;
  return {
    projects,
    dispatch,
    env: options.env ?? {},
    app: { ...defaultAppSettings, project, version },
    metadata: { ...usualMetadata, project: metadata, faults, onRequest: recorded.onMetadata },
    instances: options.instances ?? null,
    healthChecks: options.healthChecks ?? true,
    listen: anyPort,
    limits: parseLimits([]),
    places: parsePlaces([]),
    workers: 1,
    onForward: recorded.onForward,
    https: options.https ? { listen: anyPort, authorityFolder: folders.authority } : null,
    session: {
      stateFolder: folders.state,
      id: null,
      apps: projects.map(({ configFile }) => resolve(configFile)),
      detached: false,
      now: new Date(),
    },
  };
}

interface SecureRequest {
  readonly emulator: RunningEmulator;
  readonly folders: UserFolders;
  readonly signal: AbortSignal;
}

async function secureFrontEnd({ emulator, folders, signal }: SecureRequest): Promise<SecureFrontEnd | null> {
  const { secureUrl: url } = emulator.state();
  if (url === null) return null;
  const { certificateFile } = await localAuthority({ folder: folders.authority, now: new Date(), signal });
  return { url, certificateFile, certificate: await readFile(certificateFile, 'utf8') };
}
