import { failed, passed } from '../outcome.ts';
import type { TestFile } from '../test-file/read.ts';
import type { Check, CheckKind } from '../types.ts';

/** What a test file says of gunicorn's workers. */
export const workersKind: CheckKind = {
  id: 'workers',
  title: 'starts as many workers of gunicorn as its test file says',
  why: 'Workers are what memory_gb and cpu were chosen for; a server that falls back to one answers slowly, and says nothing.',
  fix: 'Correct --workers of the entrypoint or of gunicorn.conf.py, or what the test file says.',
};

/** What a test file says of the end. */
export const exitKind: CheckKind = {
  id: 'exit',
  title: 'ends as soon and with the code that its test file says',
  why: 'An app that ends with another code was ended by something else than itself.',
  fix: 'Handle SIGTERM and exit with the code, or correct what the test file says.',
};

/** The checks that a test file asks for of how an app starts and ends. */
export function expectationChecks({ workers, stop }: TestFile): readonly Check[] {
  return [...(workers === null ? [] : [workersCheck(workers)]), ...(stop === null ? [] : [exitCheck(stop)])];
}

function workersCheck(wanted: number): Check {
  return {
    ...workersKind,
    at: null,
    stage: 'stopped',
    run({ lines }) {
      const boots = lines.filter(({ text }) => text.includes('Booting worker')).length;
      return boots === wanted
        ? passed
        : failed(`gunicorn started ${boots} workers, and should start ${wanted}`);
    },
  };
}

function exitCheck({ code, withinSeconds }: NonNullable<TestFile['stop']>): Check {
  return {
    ...exitKind,
    at: null,
    stage: 'stopped',
    run({ stopped, stopMs }) {
      if (stopped.exit?.code !== code)
        return failed(`it ended with ${stopped.exit?.code ?? 'no code'}, and should end with ${code}`);
      const seconds = stopMs / 1000;
      return seconds <= withinSeconds
        ? passed
        : failed(`it took ${seconds.toFixed(1)} s to end, and should take ${withinSeconds} s`);
    },
  };
}
