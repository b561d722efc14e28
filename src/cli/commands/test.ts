import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import {
  checkKinds,
  contractDiagnostics,
  failure,
  findTestFile,
  runContract,
  type ContractReport,
  type Job,
} from '../../index.ts';
import { appOptions } from '../app-options.ts';
import type { Call, Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { chooseHost } from '../host.ts';
import { buildFlags, instanceFlags, metadataFlags, projectFlags } from '../options.ts';
import { formatContract } from '../print/contract.ts';
import { formatGithub } from '../print/github.ts';
import { formatJunit } from '../print/junit.ts';
import { formatTable } from '../print/table.ts';
import { projectsNamed, reportWarnings } from '../projects.ts';

export const test: Command = {
  name: 'test',
  summary: 'Check that an app does what App Engine asks of every app, and what its test file says',
  arguments: [{ usage: '[app]', help: 'a folder with an app.yaml, or a yaml file; default: this folder' }],
  flags: [
    'only',
    'skip',
    'list',
    'requests',
    'junit',
    ...projectFlags,
    ...buildFlags,
    ...instanceFlags,
    ...metadataFlags,
  ],
  examples: [
    'flexbuild test',
    'flexbuild test --list',
    'flexbuild test ./shop --skip user --requests 5000',
    'flexbuild test --junit report.xml --format github',
  ],
  run: (call) => (call.options.list ? list(call) : runChecks(call)),
};

function list({ print }: Call): number {
  print.result({ kind: 'checks', checks: checkKinds }, () =>
    formatTable(
      ['CHECK', 'WHAT HOLDS'],
      checkKinds.map(({ id, title }) => [id, title]),
    ),
  );
  return 0;
}

async function runChecks(call: Call): Promise<number> {
  const { options, print } = call;
  const projects = projectsNamed(call);
  const [{ configFile }] = projects;
  const testFile = findTestFile(configFile);
  reportWarnings(projects, call.job);
  // The service under test is asked as itself: what dispatch.yaml sends to others is for their own tests.
  const app = { projects, dispatch: [] };
  const started = await appOptions({ ...call, options: { ...options, port: 0 } }, app);
  await using chosen = await chooseHost(call);
  const { only, skip, requests } = options;
  const tested = { ...started, instances: 1, host: chosen.host };
  const startedAt = new Date();
  const report = await runContract({ app: tested, testFile, only, skip, requests }, quietly(call));
  if (options.junit !== null) {
    await write(options.junit, formatJunit(report, { hostName: hostname(), startedAt }));
  }
  print.result({ kind: 'tested', ...report }, (sink) =>
    options.format === 'github'
      ? contractDiagnostics(report).map(formatGithub).join('\n')
      : formatContract(report, sink),
  );
  return exitCodeOf(report);
}

/** What the app says and does while it is tried is for those who ask for it. */
function quietly({ job, options }: Call): Job {
  if (options.verbose || options.format === 'json') return job;
  const hidden = new Set(['app-output', 'instance-state', 'listening', 'request']);
  return {
    signal: job.signal,
    notify(notice) {
      if (!hidden.has(notice.kind)) job.notify(notice);
    },
  };
}

function exitCodeOf({ started, results }: ContractReport): number {
  if (!started) return exitCodes.app;
  return results.some(({ outcome }) => outcome.kind === 'failed') ? 1 : 0;
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw failure(
      {
        code: 'FB6060',
        message: `the report "${path}" cannot be written: ${(cause as Error).message}`,
        hint: 'Name a file in a folder that exists.',
      },
      { cause },
    );
  }
}
