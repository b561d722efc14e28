import { failed, passed, skipped } from '../outcome.ts';
import type { Check, FinishedLife, InterruptedLife, Outcome } from '../types.ts';

/** The end of an instance, while nothing is to be done. */
export const stopChecks: readonly Check[] = [
  {
    id: 'sigterm',
    title: 'ends by itself on SIGTERM within its grace',
    why: 'App Engine kills what still runs then, with whatever it has not written down.',
    fix: 'Handle SIGTERM, and let a start script hand over with exec: signals reach the first process alone.',
    at: null,
    stage: 'stopped',
    run: sigtermOutcome,
  },
  {
    id: 'open-request',
    title: 'answers on SIGTERM the request that it has open',
    why: 'Every deployment and every scaling down ends instances: what they drop then, a visitor sees as an error.',
    fix: 'On SIGTERM take no new connections, answer those that are open, then exit.',
    at: null,
    stage: 'interrupted',
    run: openRequestOutcome,
  },
];

function sigtermOutcome({ plan, stopped, stopMs }: FinishedLife): Outcome {
  if (stopped.exit === null) return failed('it had ended before SIGTERM came');
  if (stopped.killed)
    return failed(`it went on after SIGTERM, and was killed after ${plan.run.stopGraceMs} ms`);
  return stopMs <= plan.run.stopGraceMs ? passed : failed(`it took ${Math.round(stopMs)} ms to end`);
}

/** 128 and the number of a signal: what ended so had no code of its own. */
const leastSignalCode = 129;

function openRequestOutcome({ answer, slowPath, stopped }: InterruptedLife): Outcome {
  switch (answer.kind) {
    case 'answered':
      return answer.status < 500 ? passed : failed(`the open request was answered with ${answer.status}`);
    case 'too-soon':
      return skipped(
        `${slowPath ?? '/'} answers too soon to be interrupted: name a path as \`slow\` that takes a second`,
      );
    case 'cut-off': {
      const isOwnEnd = stopped.exit !== null && stopped.exit.code < leastSignalCode;
      // Some servers close at once what is no whole request yet, and answer those that are.
      if (slowPath === null && isOwnEnd)
        return skipped(
          'the app dropped half a request: name a path as `slow` in a test file to try a whole one',
        );
      return failed('the open request got no answer', [
        answer.reason,
        ...(stopped.exit === null ? [] : [`the app ended with code ${stopped.exit.code}`]),
      ]);
    }
    default:
      return answer satisfies never;
  }
}
