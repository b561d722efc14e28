import { failure } from '../core/index.ts';

/** What has been set, by its path below `/computeMetadata/v1/`, over what the tree has of itself. */
export type SetValues = ReadonlyMap<string, string>;

/** The folder of project-wide custom metadata. */
export const projectAttributes = 'project/attributes/';

/** What Compute Engine says about coming maintenance; an instance's first value is the first of them. */
export const maintenanceEvents = [
  'NONE',
  'MIGRATE_ON_HOST_MAINTENANCE',
  'TERMINATE_ON_HOST_MAINTENANCE',
] as const;

/** https://cloud.google.com/compute/docs/metadata/setting-custom-metadata#limitations */
const limits = { keyBytes: 128, valueBytes: 256 * 1024, totalBytes: 512 * 1024 };

/**
 * `values` with one more. Throws FB5210 for a path that nobody can set, and FB5211 for a value that Compute Engine would
 * not take there.
 */
export function withValue(values: SetValues, path: string, value: string): SetValues {
  const problem = checkerOf(path)(value);
  if (problem !== null) throw refusedValue(path, problem);
  const changed = new Map(values).set(path, value);
  const total = [...changed].reduce((sum, entry) => sum + Buffer.byteLength(entry.join('')), 0);
  if (total > limits.totalBytes) {
    throw refusedValue(path, `all that is set would have ${total} bytes, of ${limits.totalBytes} at most`);
  }
  return changed;
}

/** `values` without one. Throws FB5212 where nothing has been set at `path`. */
export function withoutValue(values: SetValues, path: string): SetValues {
  if (!values.has(path)) {
    throw failure({
      code: 'FB5212',
      message: `nothing has been set at "${path}"`,
      hint: 'Delete only what was set; what the tree has of itself stays.',
    });
  }
  const changed = new Map(values);
  changed.delete(path);
  return changed;
}

/** Says what is wrong with a value; null: nothing. */
type Checker = (value: string) => string | null;

/** What can be set, and to what. */
const settable: readonly { readonly path: RegExp; readonly check: Checker }[] = [
  {
    path: new RegExp(`^${projectAttributes}[A-Za-z0-9_-]{1,${limits.keyBytes}}$`),
    check: (value) =>
      Buffer.byteLength(value) > limits.valueBytes
        ? `the value has ${Buffer.byteLength(value)} bytes, of ${limits.valueBytes} at most`
        : null,
  },
  {
    path: /^instance\/maintenance-event$/,
    check: (value) =>
      maintenanceEvents.some((event) => event === value)
        ? null
        : `"${value}" is none of ${maintenanceEvents.join(', ')}`,
  },
];

function checkerOf(path: string): Checker {
  const found = settable.find((one) => one.path.test(path));
  if (found) return found.check;
  const perInstance = path.startsWith('instance/attributes/');
  throw failure({
    code: 'FB5210',
    message: perInstance
      ? `"${path}" cannot be set: App Engine takes no custom metadata for single instances`
      : `"${path}" cannot be set`,
    hint: `Set ${projectAttributes}KEY, its key of letters, digits, hyphens and underscores, or instance/maintenance-event.`,
  });
}

function refusedValue(path: string, problem: string) {
  return failure({
    code: 'FB5211',
    message: `"${path}" cannot be set so: ${problem}`,
    hint: 'Give it a value that Compute Engine takes.',
  });
}
