import { setTimeout as wait } from 'node:timers/promises';
import {
  FlexbuildError,
  messageOf,
  restartPauses,
  type Diagnostic,
  type Job,
  type RestartPauses,
} from '../core/index.ts';
import type { Explanation } from '../frontend/index.ts';
import { endedWhileServing, ignoredSigterm } from './diagnose.ts';
import { answerTo, notAlive } from './health/diagnose.ts';
import { explainSilence } from './explain-silence.ts';
import { endOfLife, enterLife, type LifeEnd } from './life.ts';
import { instanceRecord, type InstanceRecord } from './instance-record.ts';
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

/**
 * Starts an instance, and starts it again whenever it ends by itself. The first start has to succeed: its error is
 * thrown. Later ones are reported, and tried again after a pause.
 */
export async function supervise(request: InstanceRequest, job: Job): Promise<SupervisedInstance> {
  const over = new AbortController();
  const record = instanceRecord(request, job);
  record.enter('starting');
  const first = await startInstance(request, job);
  enterLife({ request, record, live: first });
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
        listen: record.live?.running.listen ?? null,
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

interface Kept {
  readonly request: InstanceRequest;
  readonly record: InstanceRecord;
}

/** Ends once the job's signal aborts; never throws. */
async function keepAlive(
  { request, record, first }: Kept & { readonly first: LiveInstance },
  job: Job,
): Promise<void> {
  const pauses = restartPauses();
  let live: LiveInstance | null = first;
  while (live !== null) {
    const end = await endOfLife({ request, record, live }, job);
    if (job.signal.aborted) return;
    const livedMs = performance.now() - live.liveSinceMs;
    await bury({ request, record, live, end }, job);
    live = await startAgain({ request, record, pauses, livedMs }, job);
  }
}

interface Ended extends Kept {
  readonly live: LiveInstance;
  readonly end: LifeEnd;
}

/** Ends what is left of a life, and tells how it came to an end. */
async function bury({ request, record, live, end }: Ended, job: Job): Promise<void> {
  const { plan } = request.prepared;
  const { instance } = request.identity;
  if (end.kind === 'not-alive') {
    record.enter('crashed', { detail: answerTo(plan, 'liveness', end.status) });
    // App Engine replaces the whole machine: nothing asks the app to end.
    await disposed(live);
    await live.output.ended;
    report(notAlive({ plan, instance, status: end.status, lines: live.output.lines() }));
    return;
  }
  const { exit } = end;
  record.enter('crashed', { exit });
  await live.output.ended;
  report(endedWhileServing({ plan, lines: live.output.lines(), exit, instance }));
  await disposed(live);

  function report(diagnostic: Diagnostic): void {
    job.notify({ kind: 'diagnostic', diagnostic });
  }
}

async function disposed({ running }: LiveInstance): Promise<void> {
  try {
    await running[Symbol.asyncDispose]();
  } catch {
    // An engine that cannot remove a dead container cannot start the next one either, and that error is told.
  }
}

/** Tries until the instance answers; null once the job's signal aborts. */
async function startAgain(
  { request, record, pauses, livedMs }: Kept & { readonly pauses: RestartPauses; readonly livedMs: number },
  job: Job,
): Promise<LiveInstance | null> {
  for (let pauseMs = pauses(livedMs); ; pauseMs = pauses(0)) {
    try {
      await wait(pauseMs, undefined, { signal: job.signal });
      record.startsAgain();
      const live = await startInstance(request, job);
      if (job.signal.aborted) {
        // The stop came in the same moment and has seen no instance.
        await live.running[Symbol.asyncDispose]();
        return null;
      }
      enterLife({ request, record, live });
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
  if (lines.length > 0) record.keepLines(lines);
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
