import { canonicalJson } from '../core/index.ts';
import type { Generation } from './generate.ts';
import { isFree } from './generate-state.ts';
import { configIn, lockText, textDigest, type Lock } from './lock.ts';

/**
 * The lock of files that are about to be written as `generation` has them, those that `force` or nothing stands in the
 * way of. Null where the lock on disk says the same: it names the generator and the inputs of the last time that
 * something in it changed, so that a new flexbuild, or an edit of an input, that changes no file changes no lock either.
 */
export function nextLock(generation: Generation, force: boolean): string | null {
  const { project, runtime, files, lock } = generation;
  const outputs = digests(files.map(({ path, text }) => [path, text]));
  const left = force ? [] : files.filter(({ state }) => state !== 'current' && !isFree(state));
  const kept = digests(left.map(({ path, onDisk }) => [path, onDisk ?? '']));
  const next = { config: configIn(project), runtime, bases: basesOf(generation), outputs, kept };
  const isSame = lock !== null && canonicalJson(next) === canonicalJson(agreedIn(lock));
  return isSame ? null : lockText({ ...next, inputs: inputsOf(project) });
}

type Digests = Readonly<Record<string, string>>;

function digests(texts: readonly (readonly [path: string, text: string])[]): Digests {
  return Object.fromEntries(texts.map(([path, text]) => [path, textDigest(text)]));
}

function agreedIn({
  config,
  runtime,
  bases,
  outputs,
  kept,
}: Lock): Omit<Lock, 'format' | 'generator' | 'inputs'> {
  return { config, runtime, bases, outputs, kept };
}

function basesOf({ project: { plan } }: Generation): Lock['bases'] {
  const { image } = plan;
  return image.kind === 'generated'
    ? image.bases.map((base) => (base.kind === 'registry' ? base.reference : `debian ${base.suite}`))
    : [];
}

/** The yaml file, and every file of the app that the plan names as the reason of a decision. */
function inputsOf(project: Generation['project']): Digests {
  const { configText, source, plan } = project;
  const read = new Set(plan.decisions.flatMap(({ from }) => from.files));
  const texts = [...read].flatMap((path) => {
    const text = source.readText(path);
    return text === null ? [] : [[path, text] as const];
  });
  return digests([[configIn(project), configText], ...texts]);
}
