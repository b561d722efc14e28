import { projectAttributes, withoutValue, withValue, type SetValues } from './settable.ts';
import type { MetadataServer } from './types.ts';
import { waiters, type Waiters } from './waiters.ts';

/** What is set on one server, and who waits for changes of it. */
export interface Values extends Pick<MetadataServer, 'set' | 'delete' | 'get'> {
  /** Another map after every change. */
  current(): SetValues;
  readonly waiters: Waiters;
}

/** Begins with project-wide custom metadata, by key. Throws as `set` does. */
export function startValues(projectMetadata: Readonly<Record<string, string>>): Values {
  let values: SetValues = new Map();
  const waiting = waiters();
  const wake = (path: string) => waiting.wake(`computeMetadata/v1/${path}`);
  const set = (path: string, value: string) => {
    values = withValue(values, path, value);
    wake(path);
  };
  for (const [key, value] of Object.entries(projectMetadata)) set(`${projectAttributes}${key}`, value);
  return {
    current: () => values,
    waiters: waiting,
    set,
    delete(path) {
      values = withoutValue(values, path);
      wake(path);
    },
    get: (path) => values.get(path) ?? null,
  };
}
