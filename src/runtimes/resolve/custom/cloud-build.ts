import { posix } from 'node:path';
import { parse } from 'yaml';
import type { SourceTree } from '../../../source/index.ts';

/** What can be told from a cloudbuild.yaml without running it. */
export interface CloudBuild {
  /** Some step builds with BuildKit: DOCKER_BUILDKIT=1, or buildx. */
  readonly withBuildKit: boolean;
  /** The Dockerfile that its one docker build step builds the app's folder with; null where that cannot be told. */
  readonly dockerfile: string | null;
}

/** Null where the app has no cloudbuild.yaml. */
export function readCloudBuild(source: SourceTree): CloudBuild | null {
  const text = source.readText('cloudbuild.yaml');
  if (text === null) return null;
  const steps = stepsIn(text);
  const withBuildKit = textsIn(steps).some((word) => /\bDOCKER_BUILDKIT=1\b|\bbuildx\b/.test(word));
  const builds = steps.flatMap((step) => dockerfileOf(step) ?? []);
  const [dockerfile, ...others] = builds;
  const isThere = dockerfile !== undefined && source.readText(dockerfile) !== null;
  return { withBuildKit, dockerfile: isThere && others.length === 0 ? dockerfile : null };
}

type Step = Readonly<Record<string, unknown>>;

/** Steps, and the options of all of them as one more; none where the file makes no sense, which is Cloud Build's to say. */
function stepsIn(text: string): readonly Step[] {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return [];
  }
  if (!isObject(value)) return [];
  const steps: readonly unknown[] = Array.isArray(value['steps']) ? value['steps'] : [];
  return [...steps, value['options']].filter(isObject);
}

/** `docker build -t … -f docker/app.Dockerfile .`: its Dockerfile, where what it sends is the app's folder. */
function dockerfileOf({ name, args, dir }: Step): string | null {
  if (typeof name !== 'string' || !/\/docker(:|@|$)/.test(name) || dir !== undefined) return null;
  const words = textsIn(args);
  const isBuild = words[0] === 'build' || (words[0] === 'buildx' && words[1] === 'build');
  const context = posix.normalize(words.at(-1) ?? '').replace(/\/$/, '');
  if (!isBuild || context !== '.') return null;
  const named = words.flatMap((word, index) => {
    if (word === '-f' || word === '--file') return words[index + 1] ?? [];
    return word.startsWith('--file=') ? word.slice('--file='.length) : [];
  });
  return posix.normalize(named.at(-1) ?? 'Dockerfile');
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

function isObject(value: unknown): value is Step {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
