import { failure, formatAddress, warning, type Address, type Diagnostic, type Exit } from '../core/index.ts';
import type { FlexbuildError } from '../core/index.ts';
import type { BuildPlan } from '../plan/index.ts';
import { isLoopback } from './announced.ts';

/** gunicorn writes twenty lines of its own behind those of the app's that name the cause. */
const shownLines = 60;

interface Evidence {
  readonly plan: BuildPlan;
  /** What the app wrote last. */
  readonly lines: readonly string[];
}

/** FB5401: the process ended before it answered. */
export function endedAtStart({ plan, lines, exit }: Evidence & { readonly exit: Exit }): FlexbuildError {
  return failure({
    code: 'FB5401',
    message: `service "${plan.service}" ended with ${describeExit(exit)} before it answered`,
    hint: hintFor(exit),
    at: plan.spans['entrypoint'] ?? null,
    detail: lines.slice(-shownLines),
  });
}

/** FB5403: the app says itself that it listens on another port, or for this container alone. */
export function misplaced({
  plan,
  lines,
  address,
  port,
}: Evidence & {
  readonly address: Address;
  /** The one that PORT names. */
  readonly port: number;
}): FlexbuildError {
  const where = describePlace(address, port);
  return failure({
    code: 'FB5403',
    message: `service "${plan.service}" listens ${where}, but requests come to port ${port} from outside`,
    hint: isLoopback(address.host)
      ? 'Listen on 0.0.0.0 and on the port that the environment variable PORT names.'
      : 'Listen on the port that the environment variable PORT names.',
    at: plan.spans['entrypoint'] ?? null,
    detail: lines.slice(-shownLines),
  });
}

/** Where an app listens that was to listen on `port`: `on port 5000`. */
export function describePlace(address: Address, port: number): string {
  return address.port === port
    ? `only on ${formatAddress(address)}, inside its container`
    : `on port ${address.port}`;
}

/** FB5402: the app runs, and nobody answers. */
export function unanswered({ plan, lines, port }: Evidence & { readonly port: number }): FlexbuildError {
  const { appStartTimeoutSec } = plan.run.health.readiness;
  return failure({
    code: 'FB5402',
    message: `service "${plan.service}" did not answer on port ${port} within ${appStartTimeoutSec} s`,
    hint: 'Listen on 0.0.0.0 and on the port that PORT names, or give the app more time: readiness_check.app_start_timeout_sec.',
    at: plan.spans['readiness_check.app_start_timeout_sec'] ?? null,
    detail: lines.slice(-shownLines),
  });
}

/** FB5406: a readiness check of the app's own takes 200 for healthy, and nothing else. */
export function readinessWarning(plan: BuildPlan, status: number): Diagnostic | null {
  const { path } = plan.run.health.readiness;
  if (path === null || status === 200) return null;
  return warning({
    code: 'FB5406',
    message: `readiness_check.path "${path}" answered ${status}; App Engine sends no requests until it answers 200`,
    hint: `Answer 200 on ${path}, or take readiness_check.path out.`,
    at: plan.spans['readiness_check.path'] ?? null,
  });
}

/** FB5404: an instance ended while it served, and is started again. */
export function endedWhileServing({
  plan,
  lines,
  exit,
  instance,
}: Evidence & { readonly exit: Exit; readonly instance: string }): Diagnostic {
  return warning({
    code: 'FB5404',
    message: `instance ${instance} ended with ${describeExit(exit)} and is started again`,
    hint: hintFor(exit),
    at: plan.spans['entrypoint'] ?? null,
    detail: lines.slice(-shownLines),
  });
}

/** FB5405: SIGTERM did not end the app. */
export function ignoredSigterm(plan: BuildPlan, instance: string): Diagnostic {
  const { command } = plan.run;
  const behindShell = command.form === 'shell' && !command.text.startsWith('exec ');
  return warning({
    code: 'FB5405',
    message: `instance ${instance} ignored SIGTERM for ${plan.run.stopGraceMs / 1000} s and was killed`,
    hint: behindShell
      ? 'Handle SIGTERM in the app, and start it with `exec`: the shell in front of it does not pass the signal on.'
      : 'Handle SIGTERM in the app: process 1 of a container ignores every signal that it does not handle itself.',
    at: plan.spans['entrypoint'] ?? null,
  });
}

/** `exit code 3`, `signal 9 (exit code 137)`. */
export function describeExit({ code, outOfMemory }: Exit): string {
  const base = code > 128 && code < 160 ? `signal ${code - 128} (exit code ${code})` : `exit code ${code}`;
  return outOfMemory ? `${base}, out of memory` : base;
}

/** What an exit code says by itself; 126 and 127 are the shell's (POSIX, Shell Command Language §2.8.2). */
const hints: Readonly<Record<number, string>> = {
  0: 'Keep the process in the foreground: the instance lives as long as its first process.',
  126: 'Make the file that the entrypoint names executable.',
  127: 'Check the entrypoint: its command was not found in the image.',
  137: 'Raise resources.memory_gb if it used too much memory; otherwise find what killed it.',
};

function hintFor({ code, outOfMemory }: Exit): string {
  if (outOfMemory) return 'Raise resources.memory_gb, or start fewer workers.';
  return hints[code] ?? 'Read the lines the app wrote last.';
}
