import { connectEngine, failure, networkSettingsFrom, type BuildOptions, type Engine } from '../index.ts';
import type { Call } from './command.ts';

/** The engine that this command line is for. */
export async function connect({ env }: Pick<Call, 'env'>): Promise<Engine> {
  return await connectEngine({ env });
}

/** What the build flags and the environment say. */
export async function buildOptions(
  { options, env }: Pick<Call, 'options' | 'env'>,
  engine: Engine,
): Promise<BuildOptions> {
  return {
    engine,
    network: await networkSettingsFrom(env),
    baseImage: options.baseImage,
    buildArgs: assignments('--build-arg', options.buildArg, env),
    platform: options.platform,
    debian: debianSettings(options),
    tags: options.tag,
    noCache: !options.cache,
    sourceDateEpoch: epochIn(env),
  };
}

/** What the flags say about packages for base images. */
export function debianSettings({ mirror, acceptExpired }: Call['options']): BuildOptions['debian'] {
  return { mirrors: mirror, acceptExpired };
}

/** `NAME=VALUE` flags as a record; a name alone takes its value from the environment, as with `docker run`. */
export function assignments(
  flag: string,
  given: readonly string[],
  env: Call['env'],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.flatMap((text): readonly (readonly [string, string])[] => {
      const equals = text.indexOf('=');
      const name = equals === -1 ? text : text.slice(0, equals);
      if (!/^[A-Za-z_]\w*$/.test(name)) {
        throw failure({
          code: 'FB6002',
          message: `${flag} takes NAME=VALUE, not "${text}"`,
          hint: `Write for instance ${flag} NAME=value.`,
        });
      }
      const value = equals === -1 ? env[name] : text.slice(equals + 1);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** https://reproducible-builds.org/specs/source-date-epoch/: seconds since 1970, in decimal digits. */
function epochIn(env: Call['env']): number | null {
  const value = env['SOURCE_DATE_EPOCH'];
  if (value === undefined || value === '') return null;
  if (/^\d+$/.test(value)) return Number(value);
  throw failure({
    code: 'FB6003',
    message: `SOURCE_DATE_EPOCH is "${value}", which is no number of seconds`,
    hint: 'Set it to a whole number, or unset it.',
  });
}
