import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { canonicalJson, codeOf, failure, messageOf, packageVersion, sha256 } from '../core/index.ts';
import type { Project } from './types.ts';

/** The name of the file, in the app's folder. */
export const lockFile = 'flexbuild.lock';

/**
 * What generated files were made from, kept beside them. Holds nothing of the machine it was written on.
 * See docs/decisions/0005-flexbuild-lock.md.
 */
export interface Lock {
  readonly format: 1;
  /** The yaml file of the service that the files are of, as seen from the app's folder. */
  readonly config: string;
  /** The version of flexbuild that made the files. */
  readonly generator: string;
  /** Once app.yaml says `runtime: custom`, nothing else tells which runtime the files are of. */
  readonly runtime: { readonly id: string; readonly settings: Readonly<Record<string, string>> };
  /** Where the base image comes from, in order of preference: `python:3.13-slim-trixie`, `debian trixie`. */
  readonly bases: readonly string[];
  /** The app's files that decided something, with their digests when the files were made. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The generated files, with their digests as flexbuild made them. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Those of them that somebody had changed when gen-config last ran, with their digests as it left them. */
  readonly kept: Readonly<Record<string, string>>;
}

/** The lock of a folder; null where it has none. Throws FB3215 for one that cannot be read. */
export function readLock(folder: string): Lock | null {
  const path = join(folder, lockFile);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw unreadable(path, messageOf(cause), cause);
  }
  return parseLock(path, text);
}

/** A lock as its file has it: sorted, so that equal locks are equal texts. */
export function lockText(lock: Omit<Lock, 'format' | 'generator'>): string {
  const whole: Lock = { format: 1, generator: packageVersion(), ...lock };
  return `${canonicalJson({ about, ...whole }, 2)}\n`;
}

const about =
  'Written by flexbuild gen-config. Commit it: it tells which of the files below were changed by hand.';

/** How a lock names a yaml file. */
export function configIn({ folder, configFile }: Pick<Project, 'folder' | 'configFile'>): string {
  return relative(folder, configFile).replaceAll('\\', '/');
}

/** Equal for texts that differ in their line ends alone: version control may change those. */
export function textDigest(text: string): string {
  return `sha256:${sha256(text.replaceAll('\r\n', '\n'))}`;
}

function parseLock(path: string, text: string): Lock {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, messageOf(cause), cause);
  }
  if (!isRecord(data) || data['format'] !== 1) throw unreadable(path, 'it is not of format 1');
  if (!isLock(data)) throw unreadable(path, 'a part of it is missing, or not of its form');
  return data;
}

function isLock(data: Record<string, unknown>): data is Record<string, unknown> & Lock {
  const { config, generator, runtime, bases, inputs, outputs, kept } = data;
  return (
    typeof config === 'string' &&
    typeof generator === 'string' &&
    isRecord(runtime) &&
    typeof runtime['id'] === 'string' &&
    Array.isArray(bases) &&
    bases.every((base) => typeof base === 'string') &&
    [runtime['settings'], inputs, outputs, kept].every(isTexts)
  );
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(path: string, reason: string, cause?: unknown): Error {
  return failure(
    {
      code: 'FB3215',
      message: `"${path}" cannot be read: ${reason}`,
      hint: 'Take it from version control again; or remove it, and every file that differs counts as changed by hand.',
    },
    { cause },
  );
}
