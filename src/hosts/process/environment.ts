import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, failure, holdLock, type Environment, type Job } from '../../core/index.ts';
import type { EnvironmentMaker, ProcessPlan } from '../../plan/index.ts';
import { firstIn, foldersOf, type FoundInterpreter } from './interpreter.ts';

export interface EnvironmentRequest {
  readonly service: string;
  readonly plan: ProcessPlan;
  readonly interpreter: FoundInterpreter;
  /** The app's files, where the steps run. */
  readonly appFolder: string;
  /** Where environments are kept that several runs may use. */
  readonly sharedFolder: string;
  /** For one that this run alone may use. */
  readonly ownFolder: string;
  /** Of the user: packages come from where the user's own tools get them. */
  readonly env: Environment;
}

/**
 * The folder of an environment that is made as the plan says: found again where nothing that it is made of has changed,
 * made anew where it is not whole. Throws FB5324 where a step fails; a half-made one is not used.
 */
export async function ensureEnvironment(request: EnvironmentRequest, job: Job): Promise<string> {
  const maker = await makerFor(request);
  if (request.plan.environment.files === null) return await makeIn(request.ownFolder, maker, request, job);
  const folder = join(request.sharedFolder, await digestOfInputs(request, maker));
  if (await isWhole(folder)) return folder;
  await using lock = await holdLock(`${folder}.lock`, {
    signal: job.signal,
    onWait: () => job.notify({ kind: 'waiting', what: 'another run, which makes the same environment' }),
  });
  if (await isWhole(folder)) return folder;
  return await makeIn(folder, maker, request, job);
}

async function makerFor({ plan, env }: EnvironmentRequest): Promise<EnvironmentMaker> {
  for (const maker of plan.environment.makers) {
    if (maker.program === null || (await firstIn(foldersOf(env), maker.program)) !== null) return maker;
  }
  throw new TypeError('runtimes: the last maker of an environment has to work everywhere');
}

/** Everything that decides what ends up in it, save what an index offers on the day. */
async function digestOfInputs(
  { plan, interpreter, appFolder }: EnvironmentRequest,
  { steps }: EnvironmentMaker,
): Promise<string> {
  const hash = createHash('sha256').update(canonicalJson({ interpreter, steps }));
  for (const file of plan.environment.files ?? [])
    hash.update(`\0${file}\0`).update(await readFile(join(appFolder, file)));
  return hash.digest('hex').slice(0, 24);
}

/** Written last. Not a name that a tool would write. */
const whole = '.flexbuild-whole';

async function isWhole(folder: string): Promise<boolean> {
  return await access(join(folder, whole)).then(
    () => true,
    () => false,
  );
}

async function makeIn(
  folder: string,
  { steps }: EnvironmentMaker,
  request: EnvironmentRequest,
  job: Job,
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    for (const step of steps) await runStep({ step, folder, request }, job);
    await writeFile(join(folder, whole), '');
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
  return folder;
}

async function runStep(
  {
    step,
    folder,
    request: { service, interpreter, appFolder, env },
  }: { readonly step: readonly string[]; readonly folder: string; readonly request: EnvironmentRequest },
  job: Job,
): Promise<void> {
  const [file = '', ...args] = step.map((word) =>
    filledIn(word, { interpreter: interpreter.path, environment: folder }),
  );
  const name = step.map((word) => filledIn(word, { interpreter: 'python', environment: 'env' })).join(' ');
  const id = `${service}: ${name}`;
  const startedMs = performance.now();
  const report = (state: 'started' | 'done' | 'failed', durationMs: number | null): void =>
    job.notify({ kind: 'build-step', id, name, state, durationMs });
  report('started', null);
  const { execa } = await import('execa');
  const child = execa(file, args, {
    cwd: appFolder,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    all: true,
    cancelSignal: job.signal,
    forceKillAfterDelay: 5_000,
  });
  const lines: string[] = [];
  for await (const text of child.iterable({ from: 'all' })) {
    lines.push(text);
    job.notify({ kind: 'build-output', id, line: { stream: 'stdout', text } });
  }
  const result = await child;
  job.signal.throwIfAborted();
  const ok = !result.failed;
  report(ok ? 'done' : 'failed', performance.now() - startedMs);
  if (ok) return;
  throw failure(
    {
      code: 'FB5324',
      message: `the environment of ${service} cannot be made: \`${name}\` ended with exit code ${result.exitCode ?? 'none'}`,
      hint: 'Read its last lines.',
      detail: lines.slice(-30),
    },
    { cause: result },
  );
}

/** `text` with its placeholders filled in. */
export function filledIn(
  text: string,
  places: { readonly interpreter: string; readonly environment: string },
): string {
  return text.replaceAll('{interpreter}', places.interpreter).replaceAll('{environment}', places.environment);
}
