import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** A step of a workflow on GitHub, or of a composite action there, as far as tests run it. */
export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job of GitLab, as far as tests run it. */
export interface GitlabJob {
  readonly variables: Readonly<Record<string, string>>;
  readonly before_script: readonly string[];
  readonly script: readonly string[];
  readonly after_script: readonly string[];
}

/** What a step with a script came to. */
export interface StepResult {
  readonly name: string;
  readonly status: number | null;
  readonly output: string;
}

interface Runner {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The environment of a machine in which npm installs below `folder`, and programs that are in `instead` do nothing. */
export function runnerEnvironment(folder: string, instead: readonly string[] = []): NodeJS.ProcessEnv {
  const [programs, prefix] = [join(folder, 'programs'), join(folder, 'npm')];
  mkdirSync(programs);
  for (const name of instead) {
    writeFileSync(join(programs, name), '#!/bin/sh\nexit 0\n');
    chmodSync(join(programs, name), 0o755);
  }
  const path = [programs, join(prefix, 'bin'), dirname(process.execPath), process.env['PATH']];
  return { XDG_RUNTIME_DIR: folder, npm_config_prefix: prefix, PATH: path.join(delimiter) };
}

/**
 * Runs scripts as a runner does: with the shell and the options that it takes, what follows a failure only where the step
 * asks for that. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#exit-codes-and-error-action-preference
 */
export function runSteps(steps: readonly Step[], { cwd, env }: Runner): readonly StepResult[] {
  const results: StepResult[] = [];
  for (const { name = '', if: condition, run, env: own } of steps) {
    const failed = results.some(({ status }) => status !== 0);
    const isDue = failed ? /^(failure|always)\(\)$/.test(condition ?? '') : condition !== 'failure()';
    if (run === undefined || !isDue) continue;
    results.push({ name, ...runShell(run, { cwd, env: { ...env, ...own } }) });
  }
  return results;
}

/** As GitLab's runner does it: what comes before and the script are one script of a shell, what comes after another. */
export function runGitlabJob(job: GitlabJob, { cwd, env }: Runner): readonly StepResult[] {
  // A pipeline's own variables win over those of the file: https://docs.gitlab.com/ci/variables/#cicd-variable-precedence
  const known = { ...job.variables, ...env };
  const script = runShell([...job.before_script, ...job.script].join('\n'), { cwd, env: known });
  const status = script.status === 0 ? 'success' : 'failed';
  const after = runShell(job.after_script.join('\n'), { cwd, env: { ...known, CI_JOB_STATUS: status } });
  return [
    { name: 'script', ...script },
    { name: 'after_script', ...after },
  ];
}

function runShell(script: string, { cwd, env }: Runner): Omit<StepResult, 'name'> {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
    { cwd, encoding: 'utf8', env: { ...process.env, ...env } },
  );
  return { status, output: stdout + stderr };
}
