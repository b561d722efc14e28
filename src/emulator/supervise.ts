import { setTimeout as wait } from 'node:timers/promises';
import { FlexbuildError, messageOf, type Exit, type InstanceState, type Job } from '../core/index.ts';
import type { Explanation } from '../frontend/index.ts';
import { describeExit, endedWhileServing, ignoredSigterm } from './diagnose.ts';
import { explainSilence } from './explain-silence.ts';
import { startInstance, type InstanceRequest, type LiveInstance } from './start-instance.ts';
import type { InstanceStatus, StoppedInstance } from './types.ts';

/** An instance that is started again whenever it ends by itself. Disposing kills it. */
export interface SupervisedInstance extends AsyncDisposable {
  status(): InstanceStatus;
  /** Why it gives no answer, and what it wrote last, before it ended as well. */
  explainSilence(): Explanation;
  /** SIGTERM, then SIGKILL after the plan's grace. */
  stop(): Promise<StoppedInstance>;
}

/** As Docker restarts a container: doubled from 100 ms on, and forgotten once it has run for a while. */
const restartPause = { firstMs: 100, atMostMs: 30_000, forgottenAfterMs: 60_000 };

/**
 * Starts an instance, and starts it again whenever it ends by itself. The first start has to succeed: its error is
 * thrown. Later ones are reported, and tried again after a pause.
 */
export async function supervise(request: InstanceRequest, job: Job): Promise<SupervisedInstance> {
  const over = new AbortController();
  const record = instanceRecord(request, job);
  record.enter('starting');
  const first = await startInstance(request, job);
  record.enter('ready', { live: first });
  const lifetime = {
    notify: (notice: Parameters<Job['notify']>[0]) => job.notify(notice),
    signal: over.signal,
  };
  const keeping = keepAlive({ request, record, first }, lifetime);

  return {
    status: () => record.status(),
    explainSilence: () =>
      explainSilence({
        status: record.status(),
        port: request.prepared.plan.run.port,
        lines: record.lastLines(),
      }),
    async stop() {
      over.abort();
      const stopped = await stopRecorded({ request, record }, job);
      await keeping;
      return stopped;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await record.live?.running[Symbol.asyncDispose]();
      await keeping;
    },
  };
}

/** What a state brings with it. */
interface Entering {
  readonly detail?: string;
  readonly live?: LiveInstance;
  readonly exit?: Exit;
}

interface InstanceRecord {
  live: LiveInstance | null;
  restarts: number;
  /** What the app wrote last, in the life before this one where it has not said anything yet. */
  lastLines(): readonly string[];
  enter(state: InstanceState, more?: Entering): void;
  status(): InstanceStatus;
}

function instanceRecord({ identity }: InstanceRequest, job: Job): InstanceRecord {
  const { service, version, instance } = identity;
  let now: { readonly state: InstanceState; readonly detail: string | null } = {
    state: 'starting',
    detail: null,
  };
  const record: InstanceRecord = {
    live: null,
    restarts: 0,
    lastLines: () => [],
    enter(state, { detail, live, exit } = {}) {
      now = { state, detail: detail ?? (exit ? describeExit(exit) : null) };
      record.live = live ?? null;
      if (live) record.lastLines = () => live.output.lines();
      job.notify({ kind: 'instance-state', service, instance, ...now, exitCode: exit?.code ?? null });
    },
    status() {
      const address = record.live?.running.address ?? null;
      return { service, version, instance, ...now, address, restarts: record.restarts };
    },
  };
  return record;
}

interface Kept {
  readonly request: InstanceRequest;
  readonly record: InstanceRecord;
}

/** Ends once the job's signal aborts; never throws. */
async function keepAlive(
  { request, record, first }: Kept & { readonly first: LiveInstance },
  job: Job,
): Promise<void> {
  let pauseMs = restartPause.firstMs;
  let live: LiveInstance | null = first;
  while (live !== null) {
    const exit: Exit = await live.running.exited;
    if (job.signal.aborted) return;
    const livedMs = performance.now() - live.liveSinceMs;
    if (livedMs > restartPause.forgottenAfterMs) pauseMs = restartPause.firstMs;
    record.enter('crashed', { exit });
    await reportEnd({ request, live, exit }, job);
    live = await startAgain({ request, record, pauseMs }, job);
    pauseMs = doubled(pauseMs);
  }
}

async function reportEnd(
  {
    request,
    live,
    exit,
  }: { readonly request: InstanceRequest; readonly live: LiveInstance; readonly exit: Exit },
  job: Job,
): Promise<void> {
  await live.output.ended;
  const { plan } = request.prepared;
  const { instance } = request.identity;
  const diagnostic = endedWhileServing({ plan, lines: live.output.lines(), exit, instance });
  job.notify({ kind: 'diagnostic', diagnostic });
  try {
    await live.running[Symbol.asyncDispose]();
  } catch {
    // An engine that cannot remove a dead container cannot start the next one either, and that error is told.
  }
}

/** Tries until the instance answers; null once the job's signal aborts. */
async function startAgain(
  { request, record, pauseMs }: Kept & { readonly pauseMs: number },
  job: Job,
): Promise<LiveInstance | null> {
  for (let pause = pauseMs; ; pause = doubled(pause)) {
    try {
      await wait(pause, undefined, { signal: job.signal });
      record.restarts++;
      record.enter('starting', { detail: `restart ${record.restarts}` });
      const live = await startInstance(request, job);
      if (job.signal.aborted) {
        // The stop came in the same moment and has seen no instance.
        await live.running[Symbol.asyncDispose]();
        return null;
      }
      record.enter('ready', { live });
      return live;
    } catch (cause) {
      if (job.signal.aborted) return null;
      record.enter('crashed', { detail: messageOf(cause) });
      reportFailure({ cause, record }, job);
    }
  }
}

/** The emulator goes on, so what was an error at the start is a warning now. */
function reportFailure(
  { cause, record }: { readonly cause: unknown; readonly record: InstanceRecord },
  job: Job,
): void {
  if (!(cause instanceof FlexbuildError)) return;
  const lines = cause.diagnostics.flatMap(({ detail }) => detail);
  if (lines.length > 0) record.lastLines = () => lines;
  for (const diagnostic of cause.diagnostics) {
    job.notify({ kind: 'diagnostic', diagnostic: { ...diagnostic, severity: 'warning' } });
  }
}

async function stopRecorded({ request, record }: Kept, job: Job): Promise<StoppedInstance> {
  const { service, instance } = request.identity;
  const { plan } = request.prepared;
  const { live } = record;
  if (live === null) {
    record.enter('stopped', { detail: 'it was not running' });
    return { service, instance, exit: null, killed: false };
  }
  record.enter('stopping', { live });
  const { killed, ...exit } = await live.running.stop({ graceMs: plan.run.stopGraceMs });
  await live.output.ended;
  record.enter('stopped', { exit });
  if (killed) job.notify({ kind: 'diagnostic', diagnostic: ignoredSigterm(plan, instance) });
  await live.running[Symbol.asyncDispose]();
  return { service, instance, exit, killed };
}

function doubled(pauseMs: number): number {
  return Math.min(pauseMs * 2, restartPause.atMostMs);
}
