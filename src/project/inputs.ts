import type { BaseImage } from '../bases/index.ts';
import {
  changedInputs,
  summariseDigests,
  type BuildContext,
  type PreparedDockerfile,
} from '../context/index.ts';
import { digestOf, labels, type Labels } from '../core/index.ts';
import type { BuildOptions } from './types.ts';

/** What an image is made from, as digests that its labels keep. */
export interface Inputs {
  readonly labels: Labels;
  readonly digests: Readonly<Record<string, string>>;
}

/** Names of inputs that are not files of the app; no file can be called so. */
const aspects = {
  base: '//base image',
  arguments: '//build arguments',
  platform: '//platform',
  settings: '//index settings',
};

/** The inputs of one build: the app's files, and whatever else changes what comes out. */
export function inputsOf({
  context,
  base,
  dockerfile,
  options,
}: {
  readonly context: BuildContext;
  readonly base: BaseImage | null;
  readonly dockerfile: PreparedDockerfile;
  readonly options: Pick<BuildOptions, 'buildArgs' | 'platform'>;
}): Inputs {
  const digests = {
    ...summariseDigests(context.digests),
    [aspects.base]: short(base?.digest ?? ''),
    [aspects.arguments]: short(options.buildArgs),
    [aspects.platform]: short(options.platform),
    // A secret's id tells settings apart; its content may change from day to day (a token) without a reason to rebuild.
    [aspects.settings]: short(Object.keys(dockerfile.secrets).sort()),
  };
  const whole = digestOf({ files: context.digests, digests });
  return { digests, labels: { [labels.inputs]: whole, [labels.inputDigests]: JSON.stringify(digests) } };
}

/** Why an image has to be built; null: the previous one is made from the very same inputs. */
export function reasonToBuild({
  previous,
  inputs,
  tags,
  wanted,
  noCache,
}: {
  readonly previous: Labels | null;
  readonly inputs: Inputs;
  readonly tags: readonly string[];
  readonly wanted: readonly string[];
  readonly noCache: boolean;
}): string | null {
  if (noCache) return '--no-cache was given';
  if (!previous) return 'there is no image of it yet';
  if (previous[labels.inputs] !== inputs.labels[labels.inputs]) return describeChange(previous, inputs);
  const missing = wanted.find((tag) => !tags.includes(tag) && !tags.includes(`${tag}:latest`));
  return missing === undefined ? null : `it is to be called ${missing} as well`;
}

function describeChange(previous: Labels, { digests }: Inputs): string {
  const { added, changed, removed } = changedInputs(digestsIn(previous), digests);
  const parts = [
    ...changed.map((path) => `${nameOf(path)} changed`),
    ...added.map((path) => `${nameOf(path)} is new`),
    ...removed.map((path) => `${nameOf(path)} is gone`),
  ];
  const shown = parts.slice(0, 3).join(', ');
  if (parts.length === 0) return 'its files changed';
  return parts.length > 3 ? `${shown} and ${String(parts.length - 3)} more` : shown;
}

function digestsIn(previous: Labels): Readonly<Record<string, string>> {
  try {
    return JSON.parse(previous[labels.inputDigests] ?? '{}') as Record<string, string>;
  } catch {
    // Another tool's label, or one cut short: without it the reason is only less exact.
    return {};
  }
}

function nameOf(path: string): string {
  return path.startsWith('//') ? `the ${path.slice(2)}` : path;
}

function short(data: unknown): string {
  return digestOf(data).slice(0, 8);
}
