export { nextRun, nextRuns, type Timetable } from './next-run.ts';
export { nextRetry, type FailedRun } from './retry.ts';
