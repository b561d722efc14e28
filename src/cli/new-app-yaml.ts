import { writeAppYaml, type NewAppYaml } from '../index.ts';
import type { Call } from './command.ts';

/** Writes an app.yaml for an app without one, and says why it is for this runtime. */
export function writeNew({ job }: Pick<Call, 'job'>, made: NewAppYaml): void {
  job.notify({ kind: 'runtime-detected', service: 'default', runtime: made.runtime, reason: made.reason });
  writeAppYaml(made, job);
}
