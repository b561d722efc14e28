import { setTimeout as wait } from 'node:timers/promises';
import { FlexbuildError, type Job, type Notice, type OutputLine } from '../core/index.ts';
import { startApp, type AppOptions, type RunningEmulator, type StoppedInstance } from '../emulator/index.ts';
import { holdRequest } from './hold-request.ts';
import type { HostView, InterruptedLife, ServingApp, Start } from './types.ts';

/** One life of the app under test. Disposing ends it at once. */
export interface Life extends AsyncDisposable {
  readonly app: ServingApp;
  stop(): Promise<{ readonly stopped: StoppedInstance; readonly stopMs: number }>;
  /** Stops it while a request is open: one to `slowPath`, or one whose end is held back. */
  interrupt(slowPath: string | null): Promise<InterruptedLife>;
}

/** The codes of an app that gives no answer; all else that a start throws is not the app's. */
const silentCodes = new Set(['FB5401', 'FB5402', 'FB5403']);

/** How long a request is open before and after SIGTERM, so that the app has both: a request, and the signal during it. */
const openMs = { before: 200, after: 500 };

interface LifeRequest extends Pick<ServingApp, 'requests' | 'mayWrite'> {
  readonly options: AppOptions;
}

/** Starts the app; of one that gives no answer, says how. */
export async function startLife(
  request: LifeRequest,
  job: Job,
): Promise<Life | Extract<Start, { readonly kind: 'failed' }>> {
  const heard = listener(job);
  try {
    // The contract asks by itself, and what it asks next has to reach an app that is not well, too.
    const emulator = await startApp({ ...request.options, healthChecks: false }, heard.job);
    return lifeOf({ ...request, emulator, heard, signal: job.signal });
  } catch (cause) {
    if (!(cause instanceof FlexbuildError) || !silentCodes.has(cause.diagnostics[0].code)) throw cause;
    const [{ code, message, detail: lines }] = cause.diagnostics;
    return { kind: 'failed', code, message, lines };
  }
}

interface Heard {
  readonly job: Job;
  readonly lines: readonly OutputLine[];
  /** Of the notices that tell of it. */
  image(): string | null;
  readonly stopping: Promise<unknown>;
}

/** What the app's notices say, while they are passed on. */
function listener(job: Job): Heard {
  const lines: OutputLine[] = [];
  const stopping = Promise.withResolvers<undefined>();
  let image: string | null = null;
  const hear = (notice: Notice) => {
    if (notice.kind === 'app-output') lines.push(notice.line);
    if (notice.kind === 'image-built' || notice.kind === 'image-current') image = notice.image;
    if (notice.kind === 'instance-state' && notice.state === 'stopping') stopping.resolve(undefined);
  };
  return {
    job: {
      signal: job.signal,
      notify(notice) {
        hear(notice);
        job.notify(notice);
      },
    },
    lines,
    image: () => image,
    stopping: stopping.promise,
  };
}

interface Living extends LifeRequest {
  readonly emulator: RunningEmulator;
  readonly heard: Heard;
  readonly signal: AbortSignal;
}

function lifeOf({ options, emulator, heard, signal, ...asked }: Living): Life {
  const { plan } = options.projects[0];
  const instance = () => only(emulator.state().instances);
  const { address } = instance();
  if (address === null) throw new Error('an instance that has answered has no address');
  const host = hostView(options, heard.image());
  const lines = () => [...heard.lines];
  const stop = async () => {
    const startedMs = performance.now();
    const stopped = only(await emulator.stop());
    return { stopped, stopMs: performance.now() - startedMs };
  };
  return {
    app: { ...asked, plan, host, url: emulator.url, address, instance, lines, signal },
    stop,
    async interrupt(slowPath) {
      using held = await holdRequest({ address, path: slowPath ?? '/', holdBack: slowPath === null, signal });
      await wait(openMs.before, undefined, { signal });
      const tooSoon = held.isAnswered();
      const ended = stop();
      await heard.stopping;
      await wait(openMs.after, undefined, { signal });
      held.release();
      const [{ stopped }, status] = await Promise.all([ended, held.status]);
      if (tooSoon) return { stopped, slowPath, answer: { kind: 'too-soon' } };
      if (status !== null) return { stopped, slowPath, answer: { kind: 'answered', status } };
      return { stopped, slowPath, answer: { kind: 'cut-off', reason: 'the connection was closed' } };
    },
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  };
}

function hostView({ host, projects }: AppOptions, built: string | null): HostView {
  if (host.kind === 'process') return { kind: 'process' };
  const { image: planned } = projects[0].plan;
  const image = planned.kind === 'prebuilt' ? planned.reference : built;
  if (image === null) throw new Error('a container runs, and nobody has told of its image');
  return { kind: 'container', engine: host.build.engine, image, volumes: host.desk.volumes };
}

function only<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('an app has an instance at least');
  return first;
}
