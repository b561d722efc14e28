import { messageOf, type Job } from '../core/index.ts';
import type { AppOptions } from '../emulator/index.ts';
import { startLife, type Life } from './life.ts';
import { failed, skipped } from './outcome.ts';
import { checksFor, type Selection } from './table.ts';
import type { TestFile } from './test-file/read.ts';
import type { Check, CheckResult, ContractReport, Outcome } from './types.ts';

export interface ContractOptions extends Selection {
  /** One service, of which one instance is started. */
  readonly app: AppOptions;
  /** Null: none. */
  readonly testFile: TestFile | null;
  /** How many requests the check of the memory sends. */
  readonly requests: number;
}

/**
 * Starts an app, makes every check that is asked for, and ends it; once more where a check needs it interrupted. What
 * fails is in the report; throws FB5461 for a check that there is not, and whatever keeps the app from being started.
 */
export async function runContract(options: ContractOptions, job: Job): Promise<ContractReport> {
  const { app, testFile, requests } = options;
  const checks = checksFor(testFile, options);
  const of = <Stage extends Check['stage']>(stage: Stage) =>
    checks.filter((check): check is Extract<Check, { readonly stage: Stage }> => check.stage === stage);
  const report = (started: boolean, results: readonly CheckResult[]): ContractReport => ({
    service: app.projects[0].plan.service,
    host: app.host.kind,
    started,
    results: results.toSorted((a, b) => orderOf(checks, a) - orderOf(checks, b)),
  });

  const wanted = { options: app, requests, mayWrite: testFile?.writes ?? [] };
  const life = await startLife(wanted, job);
  if ('kind' in life) {
    const atStart = await each(of('start'), (check) => check.run(life));
    const others = checks.filter(({ stage }) => stage !== 'start');
    return report(false, [...atStart, ...(await each(others, () => skipped('the app did not start')))]);
  }
  const results = await livingResults(life, of);
  const interrupted = of('interrupted');
  if (interrupted.length === 0) return report(true, results);
  const slow = testFile?.slow ?? null;
  const atEnd = await interruptedResults({ wanted, slow, checks: interrupted }, job);
  return report(true, [...results, ...atEnd]);
}

type Selected = <Stage extends Check['stage']>(
  stage: Stage,
) => readonly Extract<Check, { readonly stage: Stage }>[];

async function livingResults(life: Life, of: Selected): Promise<readonly CheckResult[]> {
  await using living = life;
  const { app } = living;
  const atStart = await each(of('start'), (check) => check.run({ kind: 'serving', app }));
  const serving = await each(of('serving'), (check) => check.run(app));
  const end = await living.stop();
  const finished = { plan: app.plan, lines: app.lines(), ...end };
  return [...atStart, ...serving, ...(await each(of('stopped'), (check) => check.run(finished)))];
}

interface Interruption {
  readonly wanted: Parameters<typeof startLife>[0];
  /** A path that takes a second; null: none is known. */
  readonly slow: string | null;
  readonly checks: readonly Extract<Check, { readonly stage: 'interrupted' }>[];
}

async function interruptedResults(
  { wanted, slow, checks }: Interruption,
  job: Job,
): Promise<readonly CheckResult[]> {
  const again = { signal: job.signal, notify: withoutWarnings(job) };
  const life = await startLife(wanted, again);
  if ('kind' in life)
    return await each(checks, () => failed(`it did not start again: ${life.message}`, life.lines));
  await using living = life;
  const ended = await living.interrupt(slow);
  return await each(checks, (check) => check.run(ended));
}

/** The first start has told them. */
function withoutWarnings(job: Job): Job['notify'] {
  return (notice) => {
    if (notice.kind !== 'diagnostic') job.notify(notice);
  };
}

/** One after the other: what one check does must not change what another sees. */
async function each<Kind extends Check>(
  checks: readonly Kind[],
  run: (check: Kind) => Outcome | Promise<Outcome>,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const startedMs = performance.now();
    const outcome = await outcomeOf(() => run(check));
    const { id, title, why, fix, at } = check;
    results.push({ id, title, why, fix, at, outcome, durationMs: performance.now() - startedMs });
  }
  return results;
}

/** An app that closes the connection, or says something that is no HTTP, fails the check that asked it. */
async function outcomeOf(run: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return failed(`it gave no answer: ${messageOf(cause)}`);
    throw cause;
  }
}

function orderOf(checks: readonly Check[], { id, title }: CheckResult): number {
  return checks.findIndex((check) => check.id === id && check.title === title);
}
