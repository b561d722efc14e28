import { setTimeout as wait } from 'node:timers/promises';
import type { Address, Exit, InstanceIdentity, Job } from '../core/index.ts';
import type { Host, Prepared, RunningInstance } from '../hosts/index.ts';
import type { BuildPlan } from '../plan/index.ts';
import { misplacedAddress } from './announced.ts';
import { endedAtStart, misplaced, readinessWarning, unanswered } from './diagnose.ts';
import { reportOutput, type OutputTail } from './output.ts';
import { waitForAnswer, type FirstAnswer } from './ready.ts';

export interface InstanceRequest {
  readonly host: Host;
  readonly prepared: Prepared;
  readonly identity: InstanceIdentity;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** An instance that has answered. */
export interface LiveInstance {
  readonly running: RunningInstance;
  readonly output: OutputTail;
  /** On the clock of `performance.now()`. */
  readonly liveSinceMs: number;
}

type Outcome =
  | { readonly kind: 'answered'; readonly answer: FirstAnswer }
  | { readonly kind: 'ended'; readonly exit: Exit }
  | { readonly kind: 'misplaced'; readonly address: Address }
  | { readonly kind: 'timeout' };

/** How long an app that says it listens elsewhere is given to show that it does not. */
const misplacedGraceMs = 3_000;

/** How long to wait for the last lines of a process that has ended. */
const lastLinesMs = 2_000;

/**
 * Starts an instance and waits until it answers. Throws what `untilAnswered` throws; nothing of it is left then.
 */
export async function startInstance(request: InstanceRequest, job: Job): Promise<LiveInstance> {
  const { host, prepared, identity, env } = request;
  await using cleanUp = new AsyncDisposableStack();
  const running = cleanUp.use(await host.start(prepared, { identity, env }, job));
  const { output } = await untilAnswered(running, prepared.plan, job);
  cleanUp.move();
  return { running, output, liveSinceMs: performance.now() };
}

/**
 * Waits until an instance that has started answers, and reports its output from now on. Throws FB5401 where it ends first,
 * FB5403 where it listens elsewhere and FB5402 after `app_start_timeout_sec`, each with its last lines.
 */
export async function untilAnswered(
  running: StartedInstance,
  plan: BuildPlan,
  job: Job,
): Promise<{ readonly output: OutputTail; readonly answer: FirstAnswer }> {
  const output = reportOutput(running, job);
  const outcome = await firstOutcome({ running, output, plan }, job.signal);
  if (outcome.kind !== 'answered') {
    if (outcome.kind === 'ended')
      await Promise.race([output.ended, wait(lastLinesMs, undefined, { ref: false })]);
    throw explain({ outcome, plan, lines: output.lines() });
  }
  const { answer } = outcome;
  const diagnostic = readinessWarning(plan, answer.status);
  if (diagnostic) job.notify({ kind: 'diagnostic', diagnostic });
  return { output, answer };
}

/** What has to be known of an instance that somebody has started. */
export type StartedInstance = Pick<RunningInstance, 'identity' | 'address' | 'output' | 'exited'>;

interface Starting {
  readonly running: StartedInstance;
  readonly output: OutputTail;
  readonly plan: BuildPlan;
}

async function firstOutcome({ running, output, plan }: Starting, stop: AbortSignal): Promise<Outcome> {
  const { path, host, timeoutSec, appStartTimeoutSec } = plan.run.health.readiness;
  // Without a path of its own the app never sees a check on the platform, so it is asked for what hardly does anything.
  const check = { path: path ?? '/readiness_check', host, timeoutMs: timeoutSec * 1000 };
  const decided = new AbortController();
  const signal = AbortSignal.any([stop, decided.signal]);
  try {
    return await Promise.race<Outcome>([
      waitForAnswer({ address: running.address, check }, signal).then((answer) => ({
        kind: 'answered',
        answer,
      })),
      running.exited.then((exit) => ({ kind: 'ended', exit })),
      untilMisplaced({ output, plan }, signal).then((address) => ({ kind: 'misplaced', address })),
      wait(appStartTimeoutSec * 1000, undefined, { signal }).then(() => ({ kind: 'timeout' })),
    ]);
  } catch (cause) {
    // A timer that is aborted tells of itself; the caller wants to know why.
    stop.throwIfAborted();
    throw cause;
  } finally {
    decided.abort();
  }
}

/** Fulfils when the app has said, for some seconds, that it listens where nobody reaches it. */
async function untilMisplaced(
  { output, plan }: Omit<Starting, 'running'>,
  signal: AbortSignal,
): Promise<Address> {
  for (let saidForMs = 0; ; saidForMs += 500) {
    await wait(500, undefined, { signal });
    const address = misplacedAddress(output.lines(), plan.run.port);
    if (address === null) saidForMs = 0;
    else if (saidForMs >= misplacedGraceMs) return address;
  }
}

function explain({
  outcome,
  plan,
  lines,
}: {
  readonly outcome: Exclude<Outcome, { kind: 'answered' }>;
  readonly plan: BuildPlan;
  readonly lines: readonly string[];
}): Error {
  switch (outcome.kind) {
    case 'ended':
      return endedAtStart({ plan, exit: outcome.exit, lines });
    case 'misplaced':
      return misplaced({ plan, address: outcome.address, lines });
    case 'timeout':
      return unanswered({ plan, lines });
    default:
      return outcome satisfies never;
  }
}
