import {
  defaultAppSettings,
  parseEnvFile,
  parseLimits,
  parsePlaces,
  type AppOptions,
  type Project,
} from '../index.ts';
import { authorityFolderIn } from './authority.ts';
import { detachedId } from './background.ts';
import type { Call } from './command.ts';
import { assignments } from './engine.ts';
import { metadataSettings } from './metadata.ts';
import { readNamedFile } from './named-file.ts';
import type { NamedApp } from './projects.ts';
import { configPath, stateFolderIn } from './sessions.ts';

/** What the flags of `run` say of how an app is started, but for the host. */
export async function appOptions(
  { options, env }: Pick<Call, 'options' | 'env'>,
  { projects, dispatch }: NamedApp,
): Promise<Omit<AppOptions, 'host'>> {
  return {
    projects,
    dispatch,
    env: deskEnvironment({ options, env }),
    app: { ...defaultAppSettings, project: options.project ?? defaultAppSettings.project },
    metadata: await metadataSettings({ options, env }),
    instances: options.instances,
    healthChecks: options.healthChecks,
    listen: { host: '127.0.0.1', port: options.port },
    workers: options.workers,
    limits: parseLimits(options.limits),
    places: parsePlaces(options.geo),
    https:
      options.https === null
        ? null
        : { listen: { host: '127.0.0.1', port: options.https }, authorityFolder: authorityFolderIn(env) },
    session: {
      stateFolder: stateFolderIn(env),
      id: detachedId({ env }),
      apps: projects.map(({ configFile }: Project) => configPath(configFile)),
      detached: detachedId({ env }) !== null,
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
