import { homedir } from 'node:os';
import {
  defaultAppSettings,
  networkSettingsFrom,
  openBerth,
  userFolders,
  usualMetadata,
  type AppBerth,
  type BerthOptions,
  type Engine,
  type Job,
  type MetadataSettings,
} from '../../index.ts';
import { containersOn } from '../host.ts';
import type { FlexAppOptions } from '../types.ts';

/** What a test says of the app itself; of its container, it says what testcontainers lets it say. */
export type FlexContainerOptions = Pick<
  FlexAppOptions,
  'project' | 'version' | 'metadata' | 'faults' | 'substitutions' | 'onNotice' | 'signal' | 'machine'
>;

interface BerthRequest extends Pick<BerthOptions, 'project' | 'env'>, Pick<MetadataSettings, 'onRequest'> {
  readonly engine: Engine;
  /** Null: the engine's own. */
  readonly platform: string | null;
  readonly options: FlexContainerOptions;
}

/** The berth of an app in a test. Throws what `openBerth` throws. */
export async function berthFor(request: BerthRequest, job: Job): Promise<AppBerth> {
  const { engine, options, platform, onRequest, ...given } = request;
  const machine = options.machine ?? process.env;
  const { project = defaultAppSettings.project, version = null, metadata = {}, faults = [] } = options;
  const host = containersOn(engine, {
    network: await networkSettingsFrom(machine),
    lockFolder: userFolders({ env: machine, home: homedir() }).locks,
    desk: { volumes: [], networks: [] },
    platform,
  });
  return await openBerth(
    {
      ...given,
      host,
      app: { ...defaultAppSettings, project, version },
      metadata: { ...usualMetadata, project: metadata, faults, ...(onRequest && { onRequest }) },
      now: new Date(),
    },
    job,
  );
}
