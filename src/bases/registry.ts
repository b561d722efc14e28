import type { Job } from '../core/index.ts';
import type { Engine } from '../engine/index.ts';
import { baseImage } from './identity.ts';
import type { BaseImage } from './types.ts';

/** Registries, asked through the engine. One that let a question time out is not asked a second one. */
export interface Registries {
  /** The image, pulled; else why there is none. */
  pull(reference: string, job: Job): Promise<BaseImage | { readonly reason: string }>;
}

export interface RegistriesOptions {
  readonly engine: Engine;
  readonly platform: string | null;
  readonly timeoutMs: number;
}

/** Registries that have not been asked anything yet. */
export function freshRegistries({ engine, platform, timeoutMs }: RegistriesOptions): Registries {
  const silent = new Set<string>();
  const silence = `its registry did not answer within ${timeoutMs / 1000} s`;
  return {
    async pull(reference, job) {
      const registry = registryOf(reference);
      if (silent.has(registry)) return { reason: silence };
      const startedMs = performance.now();
      if (!(await engine.images.pull(reference, { timeoutMs, platform }, job))) {
        const timedOut = performance.now() - startedMs >= timeoutMs;
        if (timedOut) silent.add(registry);
        return { reason: timedOut ? silence : 'its registry cannot be reached, or has no such image' };
      }
      const image = await engine.images.inspect(reference);
      if (image === null) return { reason: 'its registry has it, and the engine did not keep it' };
      return baseImage(image, { reference, from: 'registry' });
    },
  };
}

/** The part of a reference that names a registry; '' for the engine's default one. */
function registryOf(reference: string): string {
  const slash = reference.indexOf('/');
  const first = slash === -1 ? '' : reference.slice(0, slash);
  // https://github.com/distribution/reference: the first part is a host where it has a dot or a port, or is localhost.
  return /[.:]/.test(first) || first === 'localhost' ? first : '';
}

/** The image by that reference that the engine has, if it is for the platform. */
export async function findRegistryImage(
  engine: Engine,
  { reference, platform }: { readonly reference: string; readonly platform: string | null },
): Promise<BaseImage | null> {
  const image = await engine.images.inspect(reference);
  // Only a platform that was asked for is held against it: what somebody loaded for another one, they want.
  if (image === null || (platform !== null && !isFor(image.platform, platform))) return null;
  return baseImage(image, { reference, from: 'local' });
}

/** Variants are compared where both name one: `linux/arm64` is `linux/arm64/v8`. */
function isFor(has: string, wanted: string): boolean {
  const [longer, shorter] = has.length > wanted.length ? [has, wanted] : [wanted, has];
  return longer === shorter || longer.startsWith(`${shorter}/`);
}
