import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin } from './command-line.ts';

/** A step of a workflow on GitHub, or of a composite action there, as far as tests run it. */
export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a step with a script came to. */
export interface StepResult {
  readonly name: string;
  readonly status: number | null;
  readonly output: string;
}

/** A folder for PATH: `flexbuild` is the compiled one, and `npm` only says what it was asked. */
export function programsIn(folder: string): string {
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  const write = (name: string, command: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${command}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  write('flexbuild', `exec '${process.execPath}' '${bin}' "$@"`);
  write('npm', 'echo "npm $*"');
  return programs;
}

/**
 * Runs scripts as a runner does: with the shell and the options that it takes, what follows a failure only where the step
 * asks for that. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#exit-codes-and-error-action-preference
 */
export function runSteps(
  steps: readonly Step[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): readonly StepResult[] {
  const results: StepResult[] = [];
  for (const { name = '', if: condition, run, env: own } of steps) {
    const failed = results.some(({ status }) => status !== 0);
    const isDue = failed ? /^(failure|always)\(\)$/.test(condition ?? '') : condition !== 'failure()';
    if (run === undefined || !isDue) continue;
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run],
      {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, ...env, ...own },
      },
    );
    results.push({ name, status, output: stdout + stderr });
  }
  return results;
}
