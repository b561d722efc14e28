import { once } from 'node:events';
import { FlexbuildError, redactUrl } from '../core/index.ts';
import { checks } from './checks/index.ts';
import { startExamination } from './examination.ts';
import type { Check, DoctorRequest, Examination, Finding, Machine, Verdict } from './types.ts';
import { problem } from './verdicts.ts';

/** How long a check may take, and so, since all run at once, about how long they all take. */
const limitMs = 3_000;

/**
 * Whether `machine` can do what is asked for: every check of the table, in its order. Changes nothing, pulls nothing, and
 * is done within three seconds. Never throws what a check has found.
 */
export async function examine(
  { request, machine }: { readonly request: DoctorRequest; readonly machine: Machine },
  signal: AbortSignal,
  limit: number = limitMs,
): Promise<readonly Finding[]> {
  await using examination = startExamination({
    request,
    machine,
    signal: AbortSignal.any([signal, AbortSignal.timeout(limit * 0.8)]),
  });
  const late = overtime(AbortSignal.any([signal, AbortSignal.timeout(limit)]), limit);
  const findings = await Promise.all(
    checks.map(async (check) => ({
      check: check.name,
      ...withoutPasswords(await Promise.race([look(check, examination), late])),
    })),
  );
  signal.throwIfAborted();
  return findings;
}

async function look({ look: verdictOn }: Check, examination: Examination): Promise<Verdict> {
  try {
    return await verdictOn(examination);
  } catch (cause) {
    if (!(cause instanceof FlexbuildError)) throw cause;
    const [{ message, hint }] = cause.diagnostics;
    return problem(message, hint);
  }
}

/** Engines, too, quote the URLs that they could not reach. */
function withoutPasswords(verdict: Verdict): Verdict {
  return { ...verdict, message: redactUrl(verdict.message) };
}

async function overtime(timeUp: AbortSignal, limit: number): Promise<Verdict> {
  await once(timeUp, 'abort');
  return problem(
    `no answer within ${limit / 1000} s`,
    'Run `flexbuild doctor` again when the machine is less busy.',
  );
}
