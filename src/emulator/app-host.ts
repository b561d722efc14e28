import { join } from 'node:path';
import { ensureBase, helperBases } from '../bases/index.ts';
import { holdLock, sha256, type Job } from '../core/index.ts';
import {
  containerHost,
  currentOwner,
  processHost,
  sweep,
  sweepProcesses,
  type ContainerHost,
  type ContainerHostOptions,
  type Host,
  type ProcessHostOptions,
} from '../hosts/index.ts';
import { withEntrypoint, type BuildPlan } from '../plan/index.ts';
import {
  appFiles,
  buildProject,
  type BuildOptions,
  type Project,
  type ProjectImage,
} from '../project/index.ts';

/** Where an app's instances live: containers of images, or plain processes of this machine. */
export type AppHost =
  | {
      readonly kind: 'container';
      readonly build: BuildOptions;
      /** Where lock files are by which one of several processes builds an image, and the others wait for it. */
      readonly lockFolder: string;
      /** What only this machine needs; no image sees it. */
      readonly desk: ContainerHostOptions['desk'];
    }
  | ({
      readonly kind: 'process';
      /** Runs instead of what each app says; null: nothing else. */
      readonly entrypoint: string | null;
    } & Omit<ProcessHostOptions, 'session' | 'filesFor'>);

export type ContainerAppHost = Extract<AppHost, { readonly kind: 'container' }>;

interface HostRequest {
  readonly host: AppHost;
  readonly projects: readonly [Project, ...Project[]];
  readonly sessionId: string;
}

/** An app's host, and its plans as that host runs them. */
export interface OpenedHost {
  readonly host: Host;
  readonly plans: readonly [BuildPlan, ...BuildPlan[]];
}

/** Removes what dead sessions of this machine left where `host` is. */
export async function sweepHost(host: AppHost, job: Job): Promise<void> {
  if (host.kind === 'container') await sweep(host.build.engine, job);
  else await sweepProcesses(host.folders.sessions, job);
}

/** Makes the host of one session; nothing of the app has started yet. */
export async function openHost({ host, projects, sessionId }: HostRequest): Promise<OpenedHost> {
  const session = { id: sessionId, owner: currentOwner() };
  const [first, ...rest] = projects.map(({ plan }) => planFor(plan, host));
  if (first === undefined) throw new TypeError('An app has a service at least');
  const plans = [first, ...rest] as const;
  const projectOf = (plan: BuildPlan): Project => {
    const project = projects[plans.indexOf(plan)];
    if (!project) throw new Error('The host was asked for a plan that is not of this app');
    return project;
  };
  if (host.kind === 'process') {
    const filesFor = (plan: BuildPlan, job: Job) => appFiles(projectOf(plan), job);
    return { plans, host: await processHost({ ...host, session, filesFor }) };
  }
  return { plans, host: hostOfContainers({ host, app: projects[0].name, session, projectOf }) };
}

interface ContainersRequest {
  readonly host: ContainerAppHost;
  /** Its name. */
  readonly app: string;
  readonly session: Pick<ContainerHostOptions['session'], 'id' | 'owner'>;
  readonly projectOf: (plan: BuildPlan) => Project;
}

/** The host of one session on an engine. */
export function hostOfContainers({ host, app, session, projectOf }: ContainersRequest): ContainerHost {
  const { engine, network, debian } = host.build;
  return containerHost({
    engine,
    session: { ...session, app },
    network,
    desk: host.desk,
    imageFor: async (plan, job) => (await buildOnce(projectOf(plan), host, job)).id,
    async forwarderImage(job) {
      const request = {
        bases: helperBases,
        override: null,
        engine,
        network,
        platform: null,
        settings: debian,
      };
      return (await ensureBase(request, job)).reference;
    },
  });
}

/** Of several processes that start the same app, the first builds its image, and the others find it there. */
async function buildOnce(
  project: Project,
  { build, lockFolder }: ContainerAppHost,
  job: Job,
): Promise<ProjectImage> {
  const name = sha256(JSON.stringify([project.folder, project.plan.service])).slice(0, 24);
  await using _lock = await holdLock(join(lockFolder, `image-${name}.lock`), {
    signal: job.signal,
    onWait: () => job.notify({ kind: 'waiting', what: 'another process, which builds the same image' }),
  });
  return await buildProject(project, build, job);
}

function planFor(plan: BuildPlan, host: AppHost): BuildPlan {
  return host.kind === 'process' && host.entrypoint !== null ? withEntrypoint(plan, host.entrypoint) : plan;
}
