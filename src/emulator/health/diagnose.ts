import { warning, type Diagnostic } from '../../core/index.ts';
import type { BuildPlan } from '../../plan/index.ts';

interface FailedCheck {
  readonly plan: BuildPlan;
  readonly instance: string;
  /** Its last answer; null: none came. */
  readonly status: number | null;
  /** What the app wrote last. */
  readonly lines: readonly string[];
}

const shownLines = 20;

/** FB5490: App Engine replaces an instance that is not alive. */
export function notAlive({ plan, instance, status, lines }: FailedCheck): Diagnostic {
  const { path, failureThreshold } = plan.run.health.liveness;
  return warning({
    code: 'FB5490',
    message: `instance ${instance} failed its liveness check ${failureThreshold} times in a row and is started again: ${answerTo(plan, 'liveness', status)}`,
    hint: hintFor({ plan, name: 'liveness', path, status }),
    at: plan.spans['liveness_check.path'] ?? null,
    detail: lines.slice(-shownLines),
  });
}

/** FB5491: App Engine sends no requests to an instance that is not ready. */
export function notReady({ plan, instance, status, lines }: FailedCheck): Diagnostic {
  const { path, failureThreshold, successThreshold } = plan.run.health.readiness;
  const until = `until it succeeds ${successThreshold} times`;
  return warning({
    code: 'FB5491',
    message: `instance ${instance} failed its readiness check ${failureThreshold} times in a row and gets no requests ${until}: ${answerTo(plan, 'readiness', status)}`,
    hint: hintFor({ plan, name: 'readiness', path, status }),
    at: plan.spans['readiness_check.path'] ?? null,
    detail: lines.slice(-shownLines),
  });
}

type CheckName = 'liveness' | 'readiness';

/** What a check was answered, for people: `/live answered 503`. */
export function answerTo(plan: BuildPlan, name: CheckName, status: number | null): string {
  const { path, timeoutSec } = plan.run.health[name];
  return status === null ? `${path} gave no answer within ${timeoutSec} s` : `${path} answered ${status}`;
}

interface HintRequest {
  readonly name: CheckName;
  readonly plan: BuildPlan;
  readonly path: string | null;
  readonly status: number | null;
}

function hintFor({ plan, name, path, status }: HintRequest): string {
  if (status === null)
    return `Answer ${path} without waiting for anything, or raise ${name}_check.timeout_sec above ${plan.run.health[name].timeoutSec}.`;
  if (status >= 300 && status < 400)
    return `Answer 200 on ${path} itself: the check comes over plain HTTP, without X-Forwarded-Proto, and follows no redirects.`;
  return `Answer 200 on ${path} while the instance is well.`;
}
