import { setTimeout as wait } from 'node:timers/promises';
import {
  FlexbuildError,
  type Address,
  type Diagnostic,
  type Exit,
  type InstanceIdentity,
  type Job,
} from '../core/index.ts';
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
  /** It is asked for liveness and readiness, as app.yaml says, as long as it lives. */
  readonly healthChecks: boolean;
}

/** An instance that has answered. */
export interface LiveInstance {
  readonly running: RunningInstance;
  readonly output: OutputTail;
  /** On the clock of `performance.now()`. */
  readonly liveSinceMs: number;
  /** Of its first answer, to its readiness check. */
  readonly firstStatus: number;
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

/** Starts an instance and waits until it answers. Throws what `untilAnswered` throws; nothing of it is left then. */
export async function startInstance(request: InstanceRequest, job: Job): Promise<LiveInstance> {
  const { host, prepared, identity, env } = request;
  const { plan } = prepared;
  await using cleanUp = new AsyncDisposableStack();
  const running = cleanUp.use(await host.start(prepared, { identity, env }, job));
  const { output, answer } = await untilAnswered({ running, plan, objection: () => null }, job);
  const diagnostic = readinessWarning(plan, answer.status);
  if (diagnostic) job.notify({ kind: 'diagnostic', diagnostic });
  cleanUp.move();
  return { running, output, liveSinceMs: performance.now(), firstStatus: answer.status };
}

/**
 * Waits until an instance that somebody else has started is ready, as App Engine sees it: its readiness path has to answer 200.
 * Throws what `untilAnswered` throws, and FB5406 where there were only other answers.
 */
export async function untilReady(
  { running, plan }: Pick<Awaited, 'running' | 'plan'>,
  job: Job,
): Promise<void> {
  await untilAnswered({ running, plan, objection: (status) => readinessWarning(plan, status) }, job);
}

interface Awaited {
  readonly running: StartedInstance;
  readonly plan: BuildPlan;
  /** What speaks against taking an answer with that status for one. */
  readonly objection: (status: number) => Diagnostic | null;
}

/**
 * Waits until an instance answers, and reports its output from now on. Throws FB5401 where it ends first, FB5403 where it
 * listens elsewhere and, after `app_start_timeout_sec`, FB5402 or the last objection, each with its last lines.
 */
async function untilAnswered(
  { running, plan, objection }: Awaited,
  job: Job,
): Promise<{ readonly output: OutputTail; readonly answer: FirstAnswer }> {
  const output = reportOutput(running, job);
  let objected: Diagnostic | null = null;
  const accepts = (status: number) => (objected = objection(status)) === null;
  const outcome = await firstOutcome({ running, output, plan, accepts }, job.signal);
  if (outcome.kind === 'answered') return { output, answer: outcome.answer };
  if (outcome.kind === 'ended')
    await Promise.race([output.ended, wait(lastLinesMs, undefined, { ref: false })]);
  throw explain({ outcome, running, plan, lines: output.lines(), objected });
}

/** What has to be known of an instance that somebody has started. */
export type StartedInstance = Pick<RunningInstance, 'identity' | 'address' | 'listen' | 'output' | 'exited'>;

interface Starting {
  readonly running: StartedInstance;
  readonly output: OutputTail;
  readonly plan: BuildPlan;
  readonly accepts: (status: number) => boolean;
}

async function firstOutcome(
  { running, output, plan, accepts }: Starting,
  stop: AbortSignal,
): Promise<Outcome> {
  const { path, host, timeoutSec, appStartTimeoutSec } = plan.run.health.readiness;
  // Without a path of its own the app never sees a check on the platform, so it is asked for what hardly does anything.
  const check = { path: path ?? '/readiness_check', host, timeoutMs: timeoutSec * 1000 };
  const decided = new AbortController();
  const signal = AbortSignal.any([stop, decided.signal]);
  try {
    return await Promise.race<Outcome>([
      waitForAnswer({ address: running.address, check, accepts }, signal).then((answer) => ({
        kind: 'answered',
        answer,
      })),
      running.exited.then((exit) => ({ kind: 'ended', exit })),
      untilMisplaced({ output, running }, signal).then((address) => ({ kind: 'misplaced', address })),
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
  { output, running: { listen } }: Pick<Starting, 'output' | 'running'>,
  signal: AbortSignal,
): Promise<Address> {
  for (let saidForMs = 0; ; saidForMs += 500) {
    await wait(500, undefined, { signal });
    const address = misplacedAddress(output.lines(), listen);
    if (address === null) saidForMs = 0;
    else if (saidForMs >= misplacedGraceMs) return address;
  }
}

function explain({
  outcome,
  running,
  plan,
  lines,
  objected,
}: Pick<Starting, 'running' | 'plan'> & {
  readonly outcome: Exclude<Outcome, { kind: 'answered' }>;
  readonly lines: readonly string[];
  readonly objected: Diagnostic | null;
}): Error {
  const { port } = running.listen;
  switch (outcome.kind) {
    case 'ended':
      return endedAtStart({ plan, exit: outcome.exit, lines });
    case 'misplaced':
      return misplaced({ plan, address: outcome.address, port, lines });
    case 'timeout':
      return objected === null
        ? unanswered({ plan, port, lines })
        : new FlexbuildError([{ ...objected, severity: 'error', detail: lines }]);
    default:
      return outcome satisfies never;
  }
}
