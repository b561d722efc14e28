import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, InstanceIdentity, Job, NetworkSettings } from '../../core/index.ts';
import type { BuildPlan } from '../../plan/index.ts';
import type { AppFiles } from '../../project/index.ts';
import type { Host, RunningInstance } from '../types.ts';
import { startInstance, type InstanceRequest } from './instance.ts';
import { processLimits } from './limits.ts';
import { prepareProcess, type PreparedProcess } from './prepare.ts';
import { makeSessionFolder } from './records.ts';
import { startWatcher } from './watcher.ts';

export interface ProcessHostOptions {
  /** `owner` is `currentOwner()`. */
  readonly session: { readonly id: string; readonly owner: string };
  /** Where sessions keep their instances' files, and environments that several runs may use. */
  readonly folders: ProcessFolders;
  /** The user's environment: for the tools that make environments. Apps get PATH of it, and no more. */
  readonly user: Environment;
  /** How this machine reaches the outside, for the apps. */
  readonly network: NetworkSettings;
  /** Run in the app's own folder, and not in a copy of what an image would hold. */
  readonly inPlace: boolean;
  /** A path or a name in PATH, in place of the interpreter that a plan asks for. */
  readonly interpreter: string | null;
  /** What an image of the plan's app would hold. */
  filesFor(plan: BuildPlan, job: Job): Promise<AppFiles>;
}

export interface ProcessFolders {
  readonly sessions: string;
  readonly environments: string;
}

/** How long the processes of a session that was killed are given to end. */
const orphanGraceMs = 30_000;

/**
 * Instances as plain processes of this machine, each a process group with folders of its own. Disposing kills them all
 * and removes what belongs to the session; where this process is killed, they end as well.
 */
export async function processHost(options: ProcessHostOptions): Promise<Host> {
  const { session, folders, user, network } = options;
  const folder = join(folders.sessions, session.id);
  const callers = new Map<string, InstanceIdentity>();
  const running = new Set<RunningInstance>();
  const limits = await processLimits(user);
  const prepared = new Map<BuildPlan, PreparedProcess>();
  let server: InstanceRequest['server'] | null = null;
  await using making = new AsyncDisposableStack();
  making.defer(() => rm(folder, { recursive: true, force: true }));
  await makeSessionFolder(folder, session.owner);
  const watcher = making.use(startWatcher({ graceMs: orphanGraceMs }));
  making.defer(async () => {
    await Promise.all([...running].map((one) => one[Symbol.asyncDispose]()));
  });
  const made = making.move();

  return {
    kind: 'process',
    metadataListenAddress: () => ({ host: '127.0.0.1', port: 0 }),
    identify: (caller) => callers.get(caller) ?? null,

    connectMetadata(connected) {
      server = connected;
      return Promise.resolve();
    },

    async prepare(plan, job) {
      const request = {
        plan,
        files: await options.filesFor(plan, job),
        folder,
        sharedFolder: folders.environments,
        user,
        inPlace: options.inPlace,
        interpreter: options.interpreter,
      };
      const one = await prepareProcess(request, job);
      if (limits.diagnostic && prepared.size === 0)
        job.notify({ kind: 'diagnostic', diagnostic: limits.diagnostic });
      prepared.set(plan, one);
      return one;
    },

    async start({ plan }, start, job) {
      job.signal.throwIfAborted();
      const one = prepared.get(plan);
      if (one === undefined || server === null)
        throw new Error('Host.prepare and Host.connectMetadata come before Host.start');
      const { instance } = start.identity;
      callers.set(instance, start.identity);
      const request = { prepared: one, start, folder, user, network, server, limits, watcher };
      const started = await startInstance(request).catch((cause: unknown) => {
        callers.delete(instance);
        throw cause;
      });
      const owned: RunningInstance = {
        ...started,
        async [Symbol.asyncDispose]() {
          await started[Symbol.asyncDispose]();
          running.delete(owned);
          callers.delete(instance);
        },
      };
      running.add(owned);
      return owned;
    },

    [Symbol.asyncDispose]: () => made.disposeAsync(),
  };
}
