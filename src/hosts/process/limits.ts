import type { Diagnostic, Environment } from '../../core/index.ts';
import { warning } from '../../core/index.ts';
import type { BuildPlan } from '../../plan/index.ts';

/** How instances are held to `resources` of app.yaml. */
export interface ProcessLimits {
  /** The command that runs `argv` within the limits of `plan`. */
  apply(argv: readonly [string, ...string[]], plan: BuildPlan): readonly [string, ...string[]];
  /** Why they are not held to anything; null where they are. */
  readonly diagnostic: Diagnostic | null;
}

const bytesPerMb = 1024 * 1024;

/** Through the user's own systemd, where there is one: every instance becomes a scope with limits, and stays our child. */
export async function processLimits(env: Environment): Promise<ProcessLimits> {
  if (!(await hasUserManager(env))) {
    return {
      apply: (argv) => argv,
      diagnostic: warning({
        code: 'FB5325',
        message:
          'cpu and memory of app.yaml are not enforced: this user has no systemd that makes control groups',
        hint: 'Use a container engine to see what happens at the limits.',
      }),
    };
  }
  return { apply: (argv, plan) => [...scope(plan), ...argv], diagnostic: null };
}

/** systemd.resource-control(5). `--scope` runs the command in place, so that its process id is the app's. */
function scope({ run: { resources } }: BuildPlan): readonly [string, ...string[]] {
  const memoryBytes = Math.floor(resources.memoryGb * 1024) * bytesPerMb;
  return [
    'systemd-run',
    '--user',
    '--scope',
    '--quiet',
    '--collect',
    `--property=MemoryMax=${memoryBytes}`,
    '--property=MemorySwapMax=0',
    `--property=CPUQuota=${resources.cpu * 100}%`,
    '--',
  ];
}

async function hasUserManager(env: Environment): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const { execa } = await import('execa');
  const probe = await execa('systemd-run', ['--user', '--scope', '--quiet', '--collect', '--', 'true'], {
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 5_000,
  });
  return !probe.failed;
}
