import { shellCommandOf } from '../runtimes/index.ts';
import type { BuildPlan } from './types.ts';

/** The plan with `entrypoint` in place of its own command, run by /bin/sh: for a host that runs no image. */
export function withEntrypoint(plan: BuildPlan, entrypoint: string): BuildPlan {
  const command = { form: 'shell', shell: 'sh', text: shellCommandOf(entrypoint, 'sh').text } as const;
  return { ...plan, run: { ...plan.run, command, commandFrom: '--entrypoint' } };
}
