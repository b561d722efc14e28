import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StepResult } from './workflow.ts';

/** A configuration of Cloud Build, as far as tests run it. */
export interface CloudBuild {
  readonly substitutions: Readonly<Record<string, string>>;
  readonly steps: readonly CloudBuildStep[];
}

interface CloudBuildStep {
  readonly id: string;
  readonly name: string;
  readonly entrypoint: string;
  readonly args: readonly string[];
}

interface Machine {
  /** What Cloud Build has as `/workspace`. */
  readonly workspace: string;
  /** Stands for every image that a step names: see `makeStepImage`. */
  readonly image: string;
  readonly network: string;
  readonly substitutions: Readonly<Record<string, string>>;
}

/**
 * Runs the steps of a build as Cloud Build does: each in a container in a network of its own, with the machine's engine
 * and the workspace. https://docs.cloud.google.com/build/docs/overview#how_builds_work
 */
export function runCloudBuild(build: CloudBuild, machine: Machine): readonly StepResult[] {
  const results: StepResult[] = [];
  for (const { id, entrypoint, args } of build.steps) {
    if (results.some(({ status }) => status !== 0)) break;
    const filled = args.map((arg) => substituted(arg, { ...build.substitutions, ...machine.substitutions }));
    const command = filled.map((arg) => arg.replaceAll(/\bnode:\d+-bookworm\b/g, machine.image));
    const { status, stdout, stderr } = spawnSync(
      'docker',
      [
        ...['run', '--rm', '--network', machine.network, '--workdir', '/workspace'],
        ...[
          '--volume',
          '/var/run/docker.sock:/var/run/docker.sock',
          '--volume',
          `${machine.workspace}:/workspace`,
        ],
        ...['--entrypoint', entrypoint, machine.image, ...command],
      ],
      { encoding: 'utf8' },
    );
    results.push({ name: id, status, output: stdout + stderr });
  }
  return results;
}

/** https://docs.cloud.google.com/build/docs/configuring-builds/substitute-variable-values */
function substituted(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\{(\w+)\}|\$([A-Z_]\w*)/g, (found, braced?: string, bare?: string) => {
    if (found === '$$') return '$';
    const value = values[braced ?? bare ?? ''];
    if (value === undefined) throw new Error(`Cloud Build has no ${found}`);
    return value;
  });
}

/** Makes an image that has what those of the steps have, of this machine's own programs: Node, npm and docker. */
export function makeStepImage(base: string, tag: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'fb-step-'));
  try {
    const npm = realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim());
    const docker = execFileSync('which', ['docker'], { encoding: 'utf8' }).trim();
    cpSync(dirname(dirname(npm)), join(folder, 'npm'), { recursive: true, dereference: true });
    cpSync(process.execPath, join(folder, 'node'), { dereference: true });
    cpSync(docker, join(folder, 'docker'), { dereference: true });
    const authorities = process.env['NODE_EXTRA_CA_CERTS'];
    if (authorities !== undefined) cpSync(authorities, join(folder, 'ca.pem'), { dereference: true });
    const lines = [
      `FROM ${base}`,
      'COPY node docker /usr/local/bin/',
      'COPY npm /usr/local/lib/node_modules/npm',
      'RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm',
      ...(authorities === undefined
        ? []
        : ['COPY ca.pem /etc/ca.pem', 'ENV NODE_EXTRA_CA_CERTS=/etc/ca.pem SSL_CERT_FILE=/etc/ca.pem']),
      'USER root',
    ];
    writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'));
    execFileSync('docker', ['build', '--quiet', '--tag', tag, folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
