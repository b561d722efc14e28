import {
  chooseHost,
  networkSettingsFrom,
  type AppHost,
  type ChosenHost,
  type Engine,
  type Environment,
  type Job,
  type UserFolders,
} from '../index.ts';
import type { FlexAppOptions, FlexHost } from './types.ts';

interface HostRequest {
  readonly choice: NonNullable<FlexAppOptions['host']>;
  readonly machine: Environment;
  readonly folders: UserFolders;
}

/** The host that a test asks for, set up as `flexbuild run` without flags does it. Throws FB5327 and FB40xx. */
export async function openHost({ choice, machine, folders }: HostRequest, job: Job): Promise<ChosenHost> {
  const given = typeof choice === 'string' ? null : choice;
  const network = await networkSettingsFrom(machine);
  return await chooseHost(
    {
      kind: typeof choice === 'string' ? choice : choice.kind,
      env: machine,
      containers(engine) {
        const { volumes = [], networks = [] } = ofKind(given, 'container');
        const { locks: lockFolder } = folders;
        const desk = { volumes, networks };
        return Promise.resolve(containersOn(engine, { network, lockFolder, desk, platform: null }));
      },
      processes() {
        const { interpreter = null, entrypoint = null, inPlace = false } = ofKind(given, 'process');
        const { processes: sessions, environments } = folders;
        return Promise.resolve({
          kind: 'process',
          folders: { sessions, environments },
          user: machine,
          network,
          interpreter,
          entrypoint,
          inPlace,
        });
      },
    },
    job,
  );
}

type ContainerAppHost = Extract<AppHost, { readonly kind: 'container' }>;

/** Containers of an engine, as `flexbuild run` without flags makes them. */
export function containersOn(
  engine: Engine,
  {
    network,
    platform,
    ...given
  }: Pick<ContainerAppHost, 'lockFolder' | 'desk'> & Pick<ContainerAppHost['build'], 'network' | 'platform'>,
): ContainerAppHost {
  const build = {
    engine,
    network,
    platform,
    baseImage: null,
    buildArgs: {},
    debian: { mirrors: [], acceptExpired: false },
    tags: [],
    noCache: false,
    sourceDateEpoch: null,
  };
  return { kind: 'container', build, ...given };
}

/** What was said of that kind of host; nothing, where the choice was left open or is a bare word. */
function ofKind<Kind extends FlexHost['kind']>(
  given: FlexHost | null,
  kind: Kind,
): Partial<Extract<FlexHost, { readonly kind: Kind }>> {
  return given?.kind === kind ? (given as Extract<FlexHost, { readonly kind: Kind }>) : {};
}
