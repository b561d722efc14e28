import { checkFiles, fixFiles } from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatCheck } from '../print/check.ts';
import { formatGithub } from '../print/github.ts';
import { definedOnly } from '../projects.ts';

export const check: Command = {
  name: 'check',
  summary: 'Say what is wrong with an app, without building it',
  arguments: [
    {
      usage: '[files...]',
      help: 'yaml files, or folders with app.yaml, dispatch.yaml or cron.yaml; default: this folder',
    },
  ],
  flags: ['strict', 'fix', 'substitute'],
  examples: [
    'flexbuild check',
    'flexbuild check . api/ worker/app.yaml',
    'flexbuild check --fix',
    'flexbuild check --strict --format github',
  ],
  async run(call) {
    const { args, options, env, print } = call;
    const targets = args.length === 0 ? ['.'] : args;
    if (options.fix) fix(call, targets);
    const substitutions = options.substitute ? definedOnly(env) : null;
    const report = await checkFiles({ targets, substitutions });
    const errors = report.diagnostics.filter(({ severity }) => severity === 'error').length;
    const warnings = report.diagnostics.length - errors;
    print.result({ kind: 'checked', ...report, errors, warnings }, (sink) =>
      options.format === 'github'
        ? report.diagnostics.map(formatGithub).join('\n')
        : formatCheck(report, { errors, warnings }, sink),
    );
    return errors > 0 || (options.strict && warnings > 0) ? exitCodes.app : 0;
  },
};

function fix({ job }: Call, targets: readonly string[]): void {
  for (const { path, fixes } of fixFiles(targets)) {
    for (const { line, change } of fixes)
      job.notify({ kind: 'file-changed', path, change: `line ${String(line)}: ${change}` });
  }
}
