import { access, constants, glob, realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { failure, type Environment } from '../../core/index.ts';
import type { Interpreter } from '../../plan/index.ts';

/** An interpreter of this machine. */
export interface FoundInterpreter {
  readonly path: string;
  /** As it says itself: `3.11.7`. */
  readonly version: string;
}

/**
 * The first interpreter of the version that `wanted` asks for, in PATH or where version managers keep theirs. `override`
 * is taken whatever its version is. Throws FB5322 with those that were found, FB5323 for an override that does not run.
 */
export async function findInterpreter({
  wanted,
  env,
  override,
}: {
  readonly wanted: Interpreter;
  /** Of the user. */
  readonly env: Environment;
  readonly override: string | null;
}): Promise<FoundInterpreter> {
  if (override !== null) return await overriding({ wanted, env, override });
  const seen = new Map<string, FoundInterpreter>();
  for await (const path of candidates(wanted, env)) {
    const version = await versionOf({ path, wanted, env });
    if (version === null) continue;
    if (hasVersion(version, wanted.version)) return { path, version };
    // Several names lead to one interpreter.
    seen.set(await realpath(path), { path, version });
  }
  throw failure({
    code: 'FB5322',
    message: `${wanted.title} ${wanted.version} is not on this machine`,
    hint: `Install it, name one with --python, or use a container engine.`,
    detail: [...seen.values()].map(({ path, version }) => `found ${wanted.title} ${version}: ${path}`),
  });
}

async function overriding({
  wanted,
  env,
  override,
}: {
  readonly wanted: Interpreter;
  readonly env: Environment;
  readonly override: string;
}): Promise<FoundInterpreter> {
  const isPath = override.includes('/');
  const path = isPath ? override : ((await firstIn(foldersOf(env), override)) ?? override);
  const version = await versionOf({ path, wanted, env });
  if (version !== null) return { path, version };
  throw failure({
    code: 'FB5323',
    message: `"${override}" does not say which version of ${wanted.title} it is`,
    hint: `Give --python the path of a ${wanted.title} interpreter.`,
  });
}

/** Whether `version` ("3.11.7") is one of `wanted` ("3.11"). */
export function hasVersion(version: string, wanted: string): boolean {
  return version === wanted || version.startsWith(`${wanted}.`);
}

async function* candidates(wanted: Interpreter, env: Environment): AsyncGenerator<string> {
  const names = wanted.programs.map((name) => name.replace('{version}', wanted.version));
  for (const name of names) for (const folder of foldersOf(env)) yield* runnable(join(folder, name));
  const home = env['HOME'];
  if (!home) return;
  for (const pattern of wanted.folders) {
    const folders = (await Array.fromAsync(glob(pattern, { cwd: home }))).toSorted().toReversed();
    for (const folder of folders) for (const name of names) yield* runnable(join(home, folder, name));
  }
}

async function* runnable(path: string): AsyncGenerator<string> {
  if (await isRunnable(path)) yield path;
}

/** The program `name` in the first of `folders` that has it. */
export async function firstIn(folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isRunnable(path)) return path;
  }
  return null;
}

/** The folders of PATH. */
export function foldersOf(env: Environment): readonly string[] {
  return (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

async function isRunnable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Null where it does not run: pyenv has a file for every version it knows of, whether one may run it here or not. */
async function versionOf({
  path,
  wanted,
  env,
}: {
  readonly path: string;
  readonly wanted: Interpreter;
  readonly env: Environment;
}): Promise<string | null> {
  const { execa } = await import('execa');
  const result = await execa(path, wanted.ask, {
    env: { PATH: env['PATH'], HOME: env['HOME'] },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
  });
  const version = /^\d+(\.\d+)+/.exec(result.stdout)?.[0];
  return result.failed || version === undefined ? null : version;
}
