import { canonicalJson } from '../../index.ts';
import type { Command } from '../command.ts';
import { projectFlags } from '../options.ts';
import { formatPlan } from '../print/plan.ts';
import { outputVersion } from '../print/printer.ts';
import { appArgument, projectsNamed, reportWarnings } from '../projects.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'Print every decision about an app; changes nothing',
  arguments: [appArgument],
  flags: projectFlags,
  examples: ['flexbuild plan', 'flexbuild plan app.staging.yaml --format json'],
  run(call) {
    const { options, print, job } = call;
    const projects = projectsNamed(call);
    const plans = projects.map((project) => project.plan);
    if (options.format === 'json') {
      // The warnings are in the plans.
      print.raw(`${canonicalJson({ version: outputVersion, plans }, 2)}\n`);
    } else {
      reportWarnings(projects, job);
      print.raw(plans.map(formatPlan).join('\n'));
    }
    return 0;
  },
};
