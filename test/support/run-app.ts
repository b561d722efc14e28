import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { networkSettingsFrom } from '../../src/core/index.ts';
import {
  defaultAppSettings,
  newSessionId,
  usualMetadata,
  type AppOptions,
} from '../../src/emulator/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { flexLimits, parsePlaces } from '../../src/frontend/index.ts';
import { openProject, type Project } from '../../src/project/index.ts';

/** What one run of the app in `run-app/` has beside the defaults. */
export interface RunDifference {
  /** A folder beside this file. */
  readonly app?: 'run-app' | 'google-cloud-app';
  readonly project?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly stopGraceMs?: number;
  readonly instances?: number;
  /** False: as on Podman. */
  readonly linkLocalAddresses?: boolean;
  readonly stateFolder: string;
}

/** The options that `flexbuild run` would make for the app in `run-app/`. */
export async function runOptions(
  engine: Engine,
  difference: RunDifference,
): Promise<AppOptions & { readonly id: string }> {
  const { project = 'flexbuild-test', env = {}, volumes = [], networks = [], stateFolder } = difference;
  const { linkLocalAddresses = engine.capabilities.linkLocalAddresses } = difference;
  const id = newSessionId();
  return {
    id,
    projects: [plannedApp(difference)],
    dispatch: [],
    env,
    host: {
      kind: 'container',
      lockFolder: join(stateFolder, '.locks'),
      desk: { volumes, networks },
      build: {
        engine: { ...engine, capabilities: { ...engine.capabilities, linkLocalAddresses } },
        network: await networkSettingsFrom(process.env),
        baseImage: null,
        buildArgs: {},
        platform: null,
        debian: { mirrors: [], acceptExpired: false },
        tags: [],
        noCache: false,
        sourceDateEpoch: null,
      },
    },
    app: { ...defaultAppSettings, project },
    metadata: usualMetadata,
    instances: difference.instances ?? null,
    healthChecks: true,
    listen: { host: '127.0.0.1', port: 0 },
    limits: flexLimits,
    places: parsePlaces([]),
    workers: 1,
    https: null,
    session: { stateFolder, id, apps: ['run-app'], detached: false, now: new Date() },
  };
}

function plannedApp({ app = 'run-app', stopGraceMs }: RunDifference): Project {
  const target = fileURLToPath(new URL(`./${app}`, import.meta.url));
  const project = openProject({ target, context: null, dockerfile: null, image: null, substitutions: null });
  if (stopGraceMs === undefined) return project;
  return { ...project, plan: { ...project.plan, run: { ...project.plan.run, stopGraceMs } } };
}
