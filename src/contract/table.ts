import { closest, failure } from '../core/index.ts';
import { exitKind, expectationChecks, workersKind } from './checks/expectations.ts';
import { forwardedProto } from './checks/forwarded-proto.ts';
import { healthChecks } from './checks/health.ts';
import { logs } from './checks/logs.ts';
import { memory } from './checks/memory.ts';
import { requestCheck, requestsKind } from './checks/requests.ts';
import { rootFiles } from './checks/root-files.ts';
import { startChecks } from './checks/start.ts';
import { stopChecks } from './checks/stop.ts';
import { user } from './checks/user.ts';
import { writes } from './checks/writes.ts';
import type { TestFile } from './test-file/read.ts';
import type { Check, CheckKind } from './types.ts';

/**
 * What has to hold for every app. The memory comes last of what is asked while it serves: its requests may end the app; but
 * for what the app has written by then.
 */
const common: readonly Check[] = [
  ...startChecks,
  ...healthChecks,
  forwardedProto,
  user,
  rootFiles,
  memory,
  writes,
  ...stopChecks,
  logs,
];

/** Every kind of check there is, as documentation and `--list` have them. */
export const checkKinds: readonly CheckKind[] = [
  ...common.map(({ id, title, why, fix }) => ({ id, title, why, fix })),
  requestsKind,
  workersKind,
  exitKind,
];

/** Which of the checks to make. */
export interface Selection {
  /** Ids; empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** The checks of one app, those of its test file first. Throws FB5461 for an id that there is not. */
export function checksFor(testFile: TestFile | null, { only, skip }: Selection): readonly Check[] {
  for (const id of [...only, ...skip]) checkId(id);
  const own = testFile === null ? [] : [...testFile.checks.map(requestCheck), ...expectationChecks(testFile)];
  const wanted = (id: string) => (only.length === 0 || only.includes(id)) && !skip.includes(id);
  return [...own, ...common].filter(({ id }) => wanted(id));
}

function checkId(id: string): void {
  const ids = checkKinds.map((kind) => kind.id);
  if (ids.includes(id)) return;
  const near = closest(id, ids);
  throw failure({
    code: 'FB5461',
    message: `there is no check "${id}"`,
    hint: near === null ? 'Run `flexbuild test --list`.' : `Write ${near}, if that is what you mean.`,
  });
}
