import { runtimeFiles } from './files.ts';
import type { Base, DetectionRule, Runtime, RuntimeVersion } from './types.ts';

/** Every runtime flexbuild has: one for each folder under `runtimes/` with a runtime.yaml, in code-unit order of their names. */
export function loadRuntimes(): readonly Runtime[] {
  return runtimeFiles().map(([id, content]) => runtimeFrom(id, content as RuntimeFile));
}

interface RuntimeFile {
  readonly title: string;
  readonly detect?: readonly { readonly file?: string; readonly suffix?: string }[];
  readonly versions?: readonly VersionRow[];
  readonly [key: string]: unknown;
}

interface VersionRow {
  readonly version: string;
  readonly registry?: string;
  readonly debian?: string;
  readonly debianPackages?: readonly string[];
  readonly endOfLife?: string;
  readonly [key: string]: unknown;
}

function runtimeFrom(id: string, content: RuntimeFile): Runtime {
  const { title, detect = [], versions = [], ...data } = content;
  return { id, title, detect: detect.map(ruleFrom), versions: versions.map(versionFrom), data };
}

function ruleFrom({
  file,
  suffix = '',
}: {
  readonly file?: string;
  readonly suffix?: string;
}): DetectionRule {
  return file === undefined ? { kind: 'suffix', suffix } : { kind: 'file', path: file };
}

function versionFrom({
  version,
  registry,
  debian,
  debianPackages = [],
  endOfLife,
  ...data
}: VersionRow): RuntimeVersion {
  const bases: Base[] = [];
  if (registry !== undefined) bases.push({ kind: 'registry', reference: registry });
  if (debian !== undefined) bases.push({ kind: 'debian', suite: debian, packages: debianPackages });
  const [first, ...rest] = bases;
  if (!first) throw new TypeError(`runtimes: version ${version} has no base`);
  return { version, bases: [first, ...rest], endOfLife: endOfLife ?? null, data };
}
