import type { Span } from '../../core/index.ts';
import { pathKey, type Path } from '../reader.ts';
import type { AppYaml } from '../schema/app-yaml.ts';
import type { Included } from './read.ts';

/** Values, and where each stands. */
export interface Located<Values> {
  readonly values: Values;
  /** By its path; null where it is a default. */
  readonly locate: (...key: Path) => Span | null;
}

/**
 * What an app.yaml and the files it includes say together, as gcloud merges them (AppInclude): of a variable the last
 * included file's value counts, then app.yaml's; of a beta setting app.yaml's, then the first included file's; of
 * manual_scaling the larger one; of skip_files all. `build_env_variables` of included files are dropped.
 */
export function mergeIncluded(app: Located<AppYaml>, included: readonly Included[]): Located<AppYaml> {
  const env = mergeNames('env_variables', [app, ...included]);
  const beta = mergeNames('beta_settings', [...included.toReversed(), app]);
  const scaling = mostInstances([app, ...included]);
  const skipping = mergeSkipFiles(app, included);
  const moved = new Map([...env.places, ...beta.places, ...scaling.places, ...skipping.places]);
  return {
    values: {
      ...app.values,
      env_variables: env.merged,
      beta_settings: beta.merged,
      manual_scaling: scaling.merged,
      skip_files: skipping.merged,
    },
    locate: (...key) => moved.get(pathKey(key))?.() ?? app.locate(...key),
  };
}

/** A value made of several files, and by `pathKey` where its parts stand; few are ever asked for. */
interface Merge<Value> {
  readonly merged: Value;
  readonly places: readonly (readonly [string, () => Span | null])[];
}

type NamesKey = 'env_variables' | 'beta_settings';
type HasNames = Located<Pick<AppYaml, NamesKey>>;

/** Of a name that several have, the last counts. */
function mergeNames(key: NamesKey, files: readonly HasNames[]): Merge<Readonly<Record<string, string>>> {
  const entries = files.flatMap(({ values, locate }) =>
    Object.entries(values[key]).map(([name, value]) => ({ name, value, at: () => locate(key, name) })),
  );
  return {
    merged: Object.fromEntries(entries.map(({ name, value }) => [name, value])),
    places: entries.map(({ name, at }) => [pathKey([key, name]), at]),
  };
}

type HasScaling = Located<Pick<AppYaml, 'manual_scaling'>>;

function mostInstances(files: readonly [HasScaling, ...HasScaling[]]): Merge<AppYaml['manual_scaling']> {
  const [first] = files
    .filter(({ locate }) => locate('manual_scaling') !== null)
    .toSorted((a, b) => b.values.manual_scaling.instances - a.values.manual_scaling.instances);
  const { values, locate } = first ?? files[0];
  const keys = [['manual_scaling'], ['manual_scaling', 'instances']];
  return {
    merged: values.manual_scaling,
    places: keys.map((key) => [pathKey(key), () => locate(...key)]),
  };
}

/** gcloud's default of the standard environment: an app.yaml without skip_files has it where an included file sets some. */
const defaultSkipFiles = String.raw`^(.*/)?((#.*#)|(.*~)|(.*\.py[co])|(.*/RCS/.*)|(\..*)|)$`;

function mergeSkipFiles(
  app: Located<AppYaml>,
  included: readonly Included[],
): Merge<readonly string[] | null> {
  const files = included.filter(
    ({ values, places }) => values.skip_files !== null && !places.failed.has('skip_files'),
  );
  if (files.length === 0) return { merged: app.values.skip_files, places: [] };
  const own = app.values.skip_files ?? [defaultSkipFiles];
  const added = files.flatMap(({ values, locate }) =>
    (values.skip_files ?? []).map((pattern, index) => ({
      pattern,
      at: () => locate('skip_files', String(index)),
    })),
  );
  return {
    merged: [...own, ...added.map(({ pattern }) => pattern)],
    places: added.map(({ at }, index) => [pathKey(['skip_files', String(own.length + index)]), at]),
  };
}
